using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Releases;

namespace CaseWorkflows.Tests.Publishing.Releases;

public sealed class ReleaseAuthorsTests
{
    [Fact]
    public void Everybody_who_saved_since_the_draft_was_begun_made_it()
    {
        Assert.Equal(["b", "c"], Of(5, Save(1, "a"), Save(2, "a", SaveKind.Published), Save(3, "b"), Save(4, "c"), Save(5, "b")));
        Assert.Equal(["c"], Of(3, Save(1, "a"), Save(2, "b", SaveKind.Discarded), Save(3, "c")));
    }

    [Fact]
    public void Later_saves_and_saves_that_came_too_late_did_not_make_it() =>
        Assert.Equal(["a"], Of(1, Save(1, "a"), Save(2, "late", SaveKind.SetAside), Save(3, "b")));

    [Fact]
    public void Whose_save_was_taken_back_made_it_too_through_drafts_that_were_given_up()
    {
        Assert.Equal(["a", "b"], Of(3, Save(1, "a"), Save(2, "b", SaveKind.Discarded), Restored(3, "b", 1)));
        // Set aside, then taken back by another.
        Assert.Equal(["a", "b", "late"], Of(3, Save(1, "a"), Save(2, "late", SaveKind.SetAside), Restored(3, "b", 2)));
        // Taken back twice, each time by another hand.
        Assert.Equal(["a", "b", "c"], Of(5, Save(1, "a"), Save(2, "a", SaveKind.Discarded), Restored(3, "b", 1), Save(4, "b", SaveKind.Discarded), Restored(5, "c", 3)));
    }

    [Fact]
    public void Who_takes_back_what_was_published_adds_only_themselves() =>
        Assert.Equal(["b"], Of(3, Save(1, "a"), Save(2, "a", SaveKind.Published), Restored(3, "b", 2)));

    private static IEnumerable<string> Of(long revision, params DraftSave[] history) => ReleaseAuthors.Of([.. history.Reverse()], revision).Order(StringComparer.Ordinal);

    private static DraftSave Save(long revision, string by, SaveKind kind = SaveKind.Saved) => new("flow", revision, 1, kind, "", by, by, default, null);

    private static DraftSave Restored(long revision, string by, long from) => Save(revision, by, SaveKind.Restored) with { RestoredFrom = from };
}
