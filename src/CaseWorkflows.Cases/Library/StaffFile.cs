using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// A list of staff in a file: the people of the demonstration and of the stories. It holds no passwords; who uses it as accounts sets those.
/// </summary>
public static class StaffFile
{
    /// <summary>Reads the list.</summary>
    /// <exception cref="LibraryFileException">The file is missing, is no such list, names a person twice, or has an office path that is none.</exception>
    public static IReadOnlyList<StaffMember> Load(string file) => [.. KeyedFile.Read<Entry>(file, x => x.Id).Values.Select(x => x.ToMember(Path.GetFileName(file)))];

    private sealed record Entry(string Id, string Name, IReadOnlyList<string> Roles, string Office)
    {
        public Competence? Competence { get; init; }

        public StaffMember ToMember(string file)
        {
            try
            {
                return new StaffMember(new UserId(Id), Name, Roles, new OfficePath(Office)) { Competence = Competence };
            }
            catch (FormatException problem)
            {
                throw new LibraryFileException(Refusal.Text("library.unreadable", ("file", file), ("problem", $"{Id}: {problem.Message}")), problem);
            }
        }
    }
}
