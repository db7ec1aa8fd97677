using CaseWorkflows.Cases.Commands.Clocks;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands;

/// <summary>What decisions rest on: the engine, the policy files in force, the definitions, the staff.</summary>
/// <param name="Engine">The workflow engine.</param>
/// <param name="Library">Policies, calendars, forms, templates.</param>
/// <param name="Definitions">The definitions cases are pinned to.</param>
/// <param name="Staff">Who works where.</param>
public sealed record CaseRules(IWorkflowEngine Engine, WorkflowLibrary Library, IDefinitionStore Definitions, IStaffDirectory Staff)
{
    /// <summary>
    /// How many services one command may ask before the next one becomes an incident: a definition whose services answer in a circle would hold
    /// the transaction for ever.
    /// </summary>
    public int ServicesPerCommand { get; init; } = 100;

    /// <summary>Where the serial numbers of case codes come from; a demonstration that shall come out the same again brings its own.</summary>
    public Func<int> NewSerial { get; init; } = () => System.Security.Cryptography.RandomNumberGenerator.GetInt32(Codes.CaseCode.SerialCount);

    internal IReadOnlyDictionary<string, ICaseService> Services { get; init; } = CaseServices.All().ToDictionary(x => x.Name);

    internal AlertAddressBook AlertAddresses { get; } = new(Staff, Library);

    /// <summary>The forms that cases on each version are filled in with.</summary>
    public PinnedForms Forms { get; } = new(Definitions, Library);

    internal DefinitionCache Parsed { get; } = new(Definitions);
}
