using System.Collections;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Persistence.Store;

/// <summary>A case with what it was loaded with, so that what has changed since is found; or a new one.</summary>
internal sealed class LoadedCase
{
    // Written even if they look unchanged: the claim came after the loading. A clock that fired or changed is nobody's any more.
    private const string Release = ", claimed_by = null, claimed_until = null, attempts = 0, last_error = null";

    private readonly CaseTables _tables;
    private readonly IReadOnlyList<LoadedPart> _parts;
    private readonly IReadOnlyList<LoadedPart> _parties;
    private readonly bool _isNew;

    public LoadedCase(CaseTables tables, LegalCase @case, IReadOnlyList<LoadedPart> parts, IReadOnlyList<LoadedPart> parties) =>
        (_tables, Case, _parts, _parties) = (tables, @case, parts, parties);

    public LoadedCase(CaseTables tables, LegalCase @case)
        : this(tables, @case, [], []) => _isNew = true;

    public LegalCase Case { get; }

    /// <summary>
    /// Writes the case's own row first, on the condition that it still has the version it was loaded with: from there until the end of the
    /// transaction nobody else can write the case, so no other row of it can clash.
    /// </summary>
    public void WriteVersion(Statements statements)
    {
        if (_isNew)
        {
            _tables.Cases.Insert(statements, [Case], Case.Id);
            return;
        }
        var loaded = _parts[0];
        var changes = loaded.Changes();
        if (changes.Count == 0) return;
        var version = _tables.Cases.Named("version");
        var before = loaded.Values[version.Index];
        if (Case.Version <= (long)before!) throw new InvalidOperationException($"Case {Case.Id} was changed without raising its version.");
        _tables.Cases.Update(statements, changes, "", [.. _tables.Cases.KeyOf(loaded), (version, before)], mustBeOne: true);
    }

    /// <summary>Writes the other rows that are new or have changed.</summary>
    public void WriteParts(Statements statements)
    {
        if (_isNew) _tables.Dossiers.Insert(statements, [Case.Dossier], Case.Id);
        HashSet<object> known = new(ReferenceEqualityComparer.Instance);
        foreach (var loaded in _parts)
        {
            known.Add(loaded.Part);
            if (loaded.Part == Case) continue;
            if (loaded.Changes() is { Count: > 0 } changes)
                loaded.Table.Update(statements, changes, loaded.Part is Clock && changes.Exists(x => x.Column.Name is "next_fire_at" or "state") ? Release : "", loaded.Table.KeyOf(loaded));
        }
        foreach (var (table, list) in _tables.Lists)
        {
            var parts = (IList)list.GetValue(Case)!;
            List<int> added = [.. Enumerable.Range(0, parts.Count).Where(x => !known.Remove(parts[x]!))];
            table.Insert(statements, [.. added.Select(x => parts[x]!)], Case.Id, added);
        }
        WriteParties(statements);
        known.Remove(Case);
        known.Remove(Case.Dossier);
        if (known.Count > 0) throw new InvalidOperationException($"A part of case {Case.Id} was taken out of its list; parts of a case stay.");
    }

    /// <summary>The parties are made anew from each application; only if one of them is another are they written, all of them.</summary>
    private void WriteParties(Statements statements)
    {
        var parties = Case.Dossier.Parties;
        if (parties.Select(x => (x.Side, x.Name, x.IdNumber)).SequenceEqual(_parties.Select(x => (Party)x.Part).Select(x => (x.Side, x.Name, x.IdNumber)))) return;
        if (_parties.Count > 0) _tables.Parties.DeleteAll(statements, Case.Id);
        _tables.Parties.Insert(statements, parties, Case.Id);
    }
}
