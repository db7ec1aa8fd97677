using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using Microsoft.AspNetCore.Identity;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>
/// An account of a member of staff or a lawyer. Its <see cref="IdentityUser{TKey}.Id"/> is the id that commands and history carry; the names of its
/// roles are the keys of <see cref="Role"/>.
/// </summary>
public sealed class StaffUser : IdentityUser
{
    /// <summary>The name that people read.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The path of the office (<see cref="Cases.People.OfficePath"/>).</summary>
    public string OfficePath { get; set; } = "/";

    /// <summary>Until when an account is locked that somebody disabled: later than any lock that wrong passwords bring about.</summary>
    public static DateTimeOffset Disabled { get; } = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether somebody has disabled the account. It stays, because history names it; it opens nothing and holds no role.</summary>
    [NotMapped]
    public bool IsDisabled => LockoutEnd >= Disabled;

    /// <summary>What a lawyer may be given, as JSON; null for staff.</summary>
    public string? CompetenceJson { get; set; }

    /// <summary>What a lawyer may be given; null for staff.</summary>
    [NotMapped]
    public Competence? Competence
    {
        get => CompetenceJson is null ? null : JsonSerializer.Deserialize<Competence>(CompetenceJson, CaseJson.Readable);
        set => CompetenceJson = value is null ? null : JsonSerializer.Serialize(value, CaseJson.Readable);
    }

    /// <summary>Channels, and kinds of mail (<see cref="Cases.Ports.MailWishes"/>), that the person does not want, separated by commas; null: they want all. Pages can't be muted.</summary>
    public string? MutedChannels { get; set; }

    /// <summary>Whether the person wants messages on a channel.</summary>
    public bool Wants(string channel) => MutedChannels?.Split(',').Contains(channel) != true;

    /// <summary>Notes whether the person wants messages on a channel.</summary>
    public void Want(string channel, bool wants)
    {
        var muted = (MutedChannels?.Split(',') ?? []).Where(x => x != channel).Concat(wants ? [] : [channel]).ToList();
        MutedChannels = muted.Count == 0 ? null : string.Join(',', muted);
    }
}
