package dev.weir.core.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** YAML text to {@link Tree}: the one class that knows the YAML library. */
final class YamlTree {
  /** The composer recurses; the deepest place for a key is far above. */
  static final int DEEPEST = 32;

  static final int MOST_ALIASES = 50;

  // What the library gives a node that has no tag of its own.
  private static final List<String> NO_TAG =
      List.of(Tag.STR.getValue(), Tag.MAP.getValue(), Tag.SEQ.getValue(), Tag.NULL.getValue());

  private final String name;
  private final Problems problems;
  // A node that aliases name is converted once: what they could blow up stays a graph.
  private final Map<Node, Tree> done = new IdentityHashMap<>();

  YamlTree(String name, Problems problems) {
    this.name = name;
    this.problems = problems;
  }

  /** The one document's keys; null after having reported that this is something else. */
  Tree.Section read(String text) {
    // Failsafe: every scalar stays the text that it was, and no regular expression looks at it.
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setSchema(new FailsafeSchema())
            .setCodePointLimit(YamlFile.LIMIT + 1)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setAllowNonScalarKeys(true) // so that convert() can say where
            .build();
    try {
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      Composer composer = new Composer(settings, new Bounded(parser));
      if (!composer.hasNext()) {
        return new Tree.Section(name, List.of());
      }
      Node root = composer.next();
      if (composer.hasNext()) {
        problems.add(
            place(parser.peekEvent().getStartMark()),
            "a second document starts here; one file holds one: remove the line ---");
        return null;
      }
      return root(convert(root));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      problems.add(
          place(mark.isPresent() ? mark : e.getContextMark()), "is not YAML: " + reason(e));
    } catch (Refused e) {
      problems.add(e.where, e.getMessage());
    } catch (YamlVersionException e) {
      problems.add(name, "is not YAML 1.2; remove the line %YAML");
    } catch (YamlEngineException e) {
      problems.add(name, "is not YAML: " + e.getMessage());
    }
    return null;
  }

  private Tree.Section root(Tree root) {
    if (root instanceof Tree.Section section) {
      return section;
    }
    if (root instanceof Tree.Scalar scalar && scalar.text() == null) {
      return new Tree.Section(name, List.of());
    }
    problems.add(
        root.where(),
        (root instanceof Tree.Sequence ? "is a list" : "is a single value")
            + "; expected keys, such as mode: observe");
    return null;
  }

  private Tree convert(Node node) {
    Tree known = done.get(node);
    if (known != null) {
      return known;
    }
    String where = place(node.getStartMark());
    String tag = node.getTag().getValue();
    if (!NO_TAG.contains(tag)) {
      throw new Refused(where, Problems.quote(tag) + " is a tag, and tags are not read; remove it");
    }
    if (node instanceof ScalarNode scalar) {
      return remember(node, new Tree.Scalar(where, textOf(scalar)));
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> elements = new ArrayList<>();
      // Remembered before it is full: it may contain itself.
      Tree tree = remember(node, new Tree.Sequence(where, elements));
      for (Node element : sequence.getValue()) {
        elements.add(convert(element));
      }
      return tree;
    }
    List<Tree.Entry> entries = new ArrayList<>();
    Tree tree = remember(node, new Tree.Section(where, entries));
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      Node key = tuple.getKeyNode();
      String keyPlace = place(key.getStartMark());
      if (!(key instanceof ScalarNode scalar) || textOf(scalar) == null) {
        throw new Refused(keyPlace, "expected a key here, such as mode");
      }
      Tree value = convert(tuple.getValueNode());
      entries.add(new Tree.Entry(keyPlace, scalar.getValue(), value));
    }
    return tree;
  }

  private Tree remember(Node node, Tree tree) {
    done.put(node, tree);
    return tree;
  }

  private static String textOf(ScalarNode scalar) {
    String text = scalar.getValue();
    if (!scalar.isPlain()) {
      return text;
    }
    // The spellings of null in YAML's core schema (YAML 1.2.2, section 10.3.2).
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      default -> text;
    };
  }

  private String place(Optional<Mark> mark) {
    if (mark.isEmpty()) {
      return name;
    }
    return name + ":" + (mark.get().getLine() + 1) + ":" + (mark.get().getColumn() + 1);
  }

  private static String reason(MarkedYamlEngineException e) {
    String problem = e.getProblem() == null ? "it cannot be read" : e.getProblem();
    int advice = problem.indexOf(". (Do not use");
    StringBuilder reason = new StringBuilder(advice < 0 ? problem : problem.substring(0, advice));
    if (e.getContext() != null && e.getContextMark().isPresent()) {
      reason.append(" (").append(e.getContext());
      reason.append(" that starts in line ").append(e.getContextMark().get().getLine() + 1);
      reason.append(')');
    }
    boolean alias = e.getContext() != null && e.getContext().contains("alias");
    return reason.append(alias ? STAR : wayOut(problem)).toString();
  }

  private static final String STAR = "; quote a text that starts with *, such as \"*.json\"";

  // The library's words, as of snakeyaml-engine 3.2; others go without advice.
  private static String wayOut(String problem) {
    if (problem.contains("undefined alias")) {
      return STAR;
    }
    if (problem.contains("TAB")) {
      return "; indent with blanks";
    }
    if (problem.contains("cannot start any token")) {
      return "; quote a text that starts with it";
    }
    if (problem.contains("stream end") || problem.contains("end of stream")) {
      return "; close the bracket, brace or quote";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "; indent keys of one section alike, and quote a text that holds a colon and a blank";
    }
    if (problem.contains("expected ':'")) {
      return "; write a key, a colon, a blank and the value";
    }
    return "";
  }

  /** YAML that a policy has no use for; the file is read no further. */
  private static final class Refused extends RuntimeException {
    private final String where;

    Refused(String where, String message) {
      super(message, null, false, false);
      this.where = where;
    }
  }

  /** Stops at the place where a document becomes too deep or repeats itself too often. */
  private final class Bounded implements Parser {
    private final Parser parser;
    private int depth;
    private int aliases;

    Bounded(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> {
          if (++depth > DEEPEST) {
            throw new Refused(
                place(event.getStartMark()),
                "is nested deeper than " + DEEPEST + " levels; is it the right file?");
          }
        }
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> {
          if (++aliases > MOST_ALIASES) {
            throw new Refused(
                place(event.getStartMark()),
                "is one alias too many, " + MOST_ALIASES + " are read; write the values out");
          }
        }
        default -> {}
      }
      return event;
    }
  }
}
