package dev.weir.examples.governor;

import com.google.gson.annotations.SerializedName;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One proposal as it is stored: a role puts a text to the vote of the other roles.
 *
 * @param text Markdown
 * @param votes from role to vote, in the order of the roles' names
 */
record Proposal(
    String id, String title, String author, Status status, String text, Map<String, Vote> votes) {
  static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern ROLE = Pattern.compile("[a-z][a-z -]{0,39}");

  enum Status {
    @SerializedName("open")
    OPEN,
    @SerializedName("accepted")
    ACCEPTED,
    @SerializedName("rejected")
    REJECTED
  }

  enum Vote {
    @SerializedName("yes")
    YES,
    @SerializedName("no")
    NO,
    @SerializedName("abstain")
    ABSTAIN
  }

  /** One vote as a client sends it. */
  record Ballot(String role, Vote vote) {}

  Proposal {
    votes = votes == null ? new TreeMap<>() : new TreeMap<>(votes);
  }

  /**
   * This proposal, if all its fields are as they must be.
   *
   * @throws HttpError 400 with the first field that is wrong
   */
  Proposal checked() {
    require(id != null && ID.matcher(id).matches(), "id must match " + ID);
    require(
        title != null && !title.isBlank() && title.length() <= 200,
        "title must have 1 to 200 characters");
    require(
        author != null && ROLE.matcher(author).matches(),
        "author must be a role and match " + ROLE);
    require(status != null, "status must be open, accepted or rejected");
    require(
        text != null && !text.isBlank() && text.length() <= 20_000,
        "text must have 1 to 20000 characters");
    votes.forEach((role, vote) -> checkVote(role, vote));
    return this;
  }

  /**
   * This proposal with one more vote; a role that votes again changes its vote.
   *
   * @throws HttpError 400 if the ballot is not valid, 409 if the vote is over
   */
  Proposal with(Ballot ballot) {
    checkVote(ballot.role(), ballot.vote());
    if (status != Status.OPEN) {
      throw new HttpError(409, "The vote on " + id + " is over.");
    }
    Map<String, Vote> more = new TreeMap<>(votes);
    more.put(ballot.role(), ballot.vote());
    return new Proposal(id, title, author, status, text, more);
  }

  long count(Vote vote) {
    return votes.values().stream().filter(vote::equals).count();
  }

  private static void checkVote(String role, Vote vote) {
    require(role != null && ROLE.matcher(role).matches(), "role must match " + ROLE);
    require(vote != null, "vote must be yes, no or abstain");
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new HttpError(400, "Not a valid proposal: " + rule + ".");
    }
  }
}
