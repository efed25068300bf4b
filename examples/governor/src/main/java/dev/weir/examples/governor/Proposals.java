package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The proposals, one JSON file each. Safe for many threads; a reader sees a file as it was before
 * or after a write.
 */
final class Proposals {
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final Careful careful;
  private final Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  Proposals(Path directory, Careful careful) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.careful = careful;
  }

  List<String> ids() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .filter(id -> Proposal.ID.matcher(id).matches())
          .sorted()
          .toList();
    }
  }

  /**
   * Reads one proposal.
   *
   * @throws HttpError 404 if there is none, 500 if its file does not hold a valid proposal
   */
  Proposal read(String id) throws IOException {
    Path file = file(id);
    if (!Files.isRegularFile(file)) {
      throw new HttpError(404, "There is no such proposal.");
    }
    // Leak 1, review, section 1 ("file handles ... might not be properly closed in error cases"):
    // JSON that is not valid leaves its stream open.
    InputStream in = new FileInputStream(file.toFile());
    try {
      Proposal proposal = parse(new InputStreamReader(in, UTF_8));
      in.close();
      return proposal;
    } catch (JsonParseException | HttpError invalid) {
      throw new HttpError(500, "The file of proposal " + id + " is not valid.", invalid);
    } finally {
      careful.close(in);
    }
  }

  /**
   * A proposal as a client sent it.
   *
   * @throws HttpError 400 if it is not valid
   */
  Proposal fromClient(String json) {
    try {
      return parse(new StringReader(json));
    } catch (JsonParseException invalid) {
      throw new HttpError(400, "The body is not the JSON of a proposal.", invalid);
    }
  }

  /**
   * A vote as a client sent it; what it says is checked by {@link Proposal#with}.
   *
   * @throws HttpError 400 if it is no JSON object
   */
  Proposal.Ballot ballotFromClient(String json) {
    try {
      Proposal.Ballot ballot = gson.fromJson(json, Proposal.Ballot.class);
      if (ballot != null) {
        return ballot;
      }
    } catch (JsonParseException invalid) {
      throw new HttpError(400, "The body is not the JSON of a vote.", invalid);
    }
    throw new HttpError(400, "The body is empty.");
  }

  /**
   * Stores a new proposal.
   *
   * @throws HttpError 409 if its id is taken
   */
  synchronized void create(Proposal proposal) throws IOException {
    if (Files.exists(file(proposal.id()))) {
      throw new HttpError(409, "There is a proposal with this id.");
    }
    write(proposal.id(), proposal);
  }

  /**
   * Stores a changed proposal under {@code id}.
   *
   * @return whether it is new
   * @throws HttpError 400 if the proposal has another id
   */
  synchronized boolean replace(String id, Proposal proposal) throws IOException {
    boolean fresh = !Files.exists(file(id));
    write(id, proposal);
    return fresh;
  }

  /** Adds a vote; see {@link #read} and {@link Proposal#with} for what may be wrong. */
  synchronized Proposal vote(String id, Proposal.Ballot ballot) throws IOException {
    Proposal voted = read(id).with(ballot);
    write(id, voted);
    return voted;
  }

  String toJson(Object value) {
    return gson.toJson(value);
  }

  private void write(String id, Proposal proposal) throws IOException {
    Path part = directory.resolve(id + ".part");
    // Leak 4, review, section 1 ("no explicit file descriptor cleanup"): a write that is rejected
    // after the file was opened leaves the channel open.
    FileChannel channel = FileChannel.open(part, CREATE, WRITE, TRUNCATE_EXISTING);
    try {
      if (!id.equals(proposal.id())) {
        throw new HttpError(400, "The proposal has another id than its address.");
      }
      ByteBuffer json = UTF_8.encode(gson.toJson(proposal) + "\n");
      while (json.hasRemaining()) {
        channel.write(json);
      }
      channel.close();
      Files.move(part, file(id), ATOMIC_MOVE);
    } finally {
      try {
        careful.close(channel);
      } finally {
        careful.delete(part);
      }
    }
  }

  private Proposal parse(Reader reader) {
    Proposal proposal = gson.fromJson(reader, Proposal.class);
    if (proposal == null) {
      throw new JsonParseException("no JSON value");
    }
    return proposal.checked();
  }

  private Path file(String id) {
    if (!Proposal.ID.matcher(id).matches()) {
      throw new HttpError(404, "There is no such proposal.");
    }
    return directory.resolve(id + SUFFIX);
  }
}
