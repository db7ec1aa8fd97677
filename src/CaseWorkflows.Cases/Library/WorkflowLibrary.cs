using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Commands.Clocks;
using CaseWorkflows.Cases.Counsel;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.People.Register;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Cases.Subsidies;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// Everything in <c>workflows/</c> but the definitions: calendars, dated policies by region, forms, document templates, file catalogues,
/// roles, stages, offices. Read once at start; a file that is wrong stops the start with its name and field.
/// </summary>
public sealed class WorkflowLibrary
{
    private readonly Dictionary<string, Role> _roles;
    private readonly Dictionary<string, LocalizedText> _stages;
    private readonly Dictionary<string, LocalizedText> _results;
    private readonly Dictionary<string, CaseEvent> _events;
    private readonly Dictionary<string, Office> _offices;
    private readonly Dictionary<(string Office, string Role), UserId> _queueOwners;
    private readonly Dictionary<string, DocumentTemplate> _templates;
    private readonly Dictionary<string, FileCatalogue> _catalogues;
    private readonly Dictionary<string, Relation> _relations;

    private WorkflowLibrary(string folder)
    {
        Calendars = new CalendarsInForce(CalendarBook.Load(Path.Combine(folder, "calendars")));
        Clocks = ClockPolicyBook.Load(Path.Combine(folder, "policies"));
        Eligibility = EligibilityPolicyBook.Load(Path.Combine(folder, "policies"));
        Notifications = NotificationPolicyBook.Load(Path.Combine(folder, "policies"), Clocks.Regions);
        CounselTargets = CounselTargetBook.Load(Path.Combine(folder, "policies"), Clocks.Regions);
        Register = RegisterPolicyBook.Load(Path.Combine(folder, "policies"), Clocks.Regions);
        Forms = FormBook.Load(Path.Combine(folder, "forms"));
        Indicators = IndicatorBook.Load(Path.Combine(folder, "policies"), Clocks.Regions);
        Sampling = SamplingPolicyBook.Load(Path.Combine(folder, "policies"), Clocks.Regions, Forms);
        Subsidies = SubsidyBook.Load(Path.Combine(folder, "policies"), Clocks.Regions);
        _roles = KeyedFile.Read<Role>(Path.Combine(folder, "roles.json"), x => x.Key);
        _stages = KeyedFile.Read<Stage>(Path.Combine(folder, "stages.json"), x => x.Key).ToDictionary(x => x.Key, x => x.Value.Name);
        var offices = KeyedFile.Read<OfficeEntry>(Path.Combine(folder, "offices.json"), x => x.Path);
        _offices = offices.ToDictionary(x => x.Key, x => x.Value.ToOffice());
        _queueOwners = offices.Values.SelectMany(x => (x.QueueOwners ?? []).Select(y => (Key: (x.Path, y.Key), Owner: new UserId(y.Value)))).ToDictionary(x => x.Key, x => x.Owner);
        CheckQueueOwners();
        foreach (var form in Forms.Forms) CheckLists(form);
        CheckRegions(_offices.Values, Clocks, Eligibility);
        _templates = DocumentTemplate.Load(Path.Combine(folder, "documents"));
        GuardRails = GuardRails.Load(Path.Combine(folder, GuardRails.File));
        _results = KeyedFile.Read<Stage>(Path.Combine(folder, "results.json"), x => x.Key).ToDictionary(x => x.Key, x => x.Value.Name);
        _events = KeyedFile.Read<CaseEvent>(Path.Combine(folder, "events.json"), x => x.Key);
        Services = ServiceBook.Load(Path.Combine(folder, "services"), Forms, _roles.Keys, _stages.Keys, Clocks.Keys);
        _relations = Path.Combine(folder, "relations.json") is var relations && File.Exists(relations) ? KeyedFile.Read<Relation>(relations, x => x.Key) : [];
        foreach (var wrong in _events.Values.Where(x => x.Document is not null && !_templates.ContainsKey(x.Document)))
            throw new LibraryFileException(Refusal.Text("library.service-field", ("file", "events.json"), ("field", $"{wrong.Key}.document"), ("value", wrong.Document), ("known", string.Join(", ", _templates.Keys))));
        foreach (var (relation, result) in _relations.Values.SelectMany(x => x.ActOn.Select(y => (x, y))).Where(x => !_results.ContainsKey(x.y)))
            throw new LibraryFileException(Refusal.Text("library.service-field", ("file", "relations.json"), ("field", $"{relation.Key}.actOn"), ("value", result), ("known", string.Join(", ", _results.Keys))));
        foreach (var (service, result) in Services.All.SelectMany(x => x.NotByHand.Select(y => (x, y))).Where(x => !_results.ContainsKey(x.y)))
            throw new LibraryFileException(Refusal.Text("library.service-field", ("file", $"services/{service.Key}.json"), ("field", "notByHand"), ("value", result), ("known", string.Join(", ", _results.Keys))));
        Folder = folder;
        CheckEvents(Clocks, _events.Keys);
        _catalogues = FileCatalogue.Load(Path.Combine(folder, "documents", "catalogues"));
    }

    private static void CheckRegions(IEnumerable<Office> offices, ClockPolicyBook clocks, EligibilityPolicyBook eligibility)
    {
        foreach (var office in offices)
            if (clocks.Regions.All.All(x => x.Code != office.Region) || !eligibility.Knows(office.Region))
                throw new LibraryFileException(Refusal.Text("library.unknown-region", ("office", office.Path), ("region", office.Region)));
    }

    // A list that nobody supplies offers nothing, and a role that nobody has leaves the case without anybody who could go on with it.
    private void CheckLists(FormDefinition form)
    {
        foreach (var field in Flat(form.Fields))
            if (field.OptionsFrom is { } list && !SuppliedLists.Exists(list, _roles.ContainsKey))
                throw new LibraryFileException(Refusal.Text(
                    "library.form-list", ("file", $"forms/{form.Id}.json"), ("field", field.Key), ("list", list), ("known", string.Join(", ", SuppliedLists.Names)), ("roles", string.Join(", ", _roles.Keys))));

        static IEnumerable<FormField> Flat(IEnumerable<FormField> fields) => fields.SelectMany(x => Flat(x.Fields).Prepend(x));
    }

    // An event that is misspelt in a rule never comes, and its clock would never start.
    private static void CheckEvents(ClockPolicyBook clocks, IEnumerable<string> reported)
    {
        var known = reported.Concat(ClockEvents.OfTheCase).Order(StringComparer.Ordinal).ToList();
        foreach (var rule in clocks.Rules)
            foreach (var (field, events) in rule.EventFields)
                if (events.FirstOrDefault(x => !known.Contains(x)) is { } unknown)
                    throw new PolicyFileException($"{rule.Region}/{rule.File}", $"{rule.Key}.{field}",
                        DeadlineTexts.Catalog.Get("rule.unknown-event", ("event", unknown), ("known", string.Join(", ", known))));
    }

    /// <summary>Reads the folder.</summary>
    /// <exception cref="LibraryFileException">A file can't be used; calendars and policies throw their own exceptions, each with file and field.</exception>
    public static WorkflowLibrary Load(string folder) => new(folder);

    /// <summary>The library as it would be with another form in the place of the one of its id; this one stays as it is.</summary>
    /// <exception cref="LibraryFileException">A service or a rule for samples could not go on with it.</exception>
    public WorkflowLibrary With(FormDefinition form, string json)
    {
        CheckLists(form);
        var other = (WorkflowLibrary)MemberwiseClone();
        other.Forms = Forms.With(form, json);
        try
        {
            other.Sampling = SamplingPolicyBook.Load(Path.Combine(Folder, "policies"), Clocks.Regions, other.Forms);
        }
        catch (FileProblemsException wrong)
        {
            var text = string.Join('\n', wrong.Problems);
            throw new LibraryFileException(new LocalizedText(text, text), wrong);
        }
        other.Services = ServiceBook.Load(Path.Combine(Folder, "services"), other.Forms, _roles.Keys, _stages.Keys, Clocks.Keys);
        return other;
    }

    /// <summary>The calendars of the folder with what was published over them.</summary>
    public CalendarsInForce Calendars { get; }

    /// <summary>Rest days and make-up working days, as they are in force now.</summary>
    public CalendarBook Calendar => Calendars.Book;

    /// <summary>The clock rules of all regions.</summary>
    public ClockPolicyBook Clocks { get; }

    /// <summary>The eligibility policies of all regions.</summary>
    public EligibilityPolicyBook Eligibility { get; }

    /// <summary>The quiet hours and digest times of all regions.</summary>
    public NotificationPolicyBook Notifications { get; }

    /// <summary>The service targets of village counsel of all regions.</summary>
    public CounselTargetBook CounselTargets { get; }

    /// <summary>The indicators of all regions.</summary>
    public IndicatorBook Indicators { get; }

    /// <summary>What lawyers are paid for a case.</summary>
    public SubsidyBook Subsidies { get; }

    /// <summary>How quality samples are drawn.</summary>
    public SamplingPolicyBook Sampling { get; private set; }

    /// <summary>The forms.</summary>
    public FormBook Forms { get; private set; }

    /// <summary>The services that the centres offer.</summary>
    public ServiceBook Services { get; private set; }

    /// <summary>How cases may belong together.</summary>
    public IReadOnlyCollection<Relation> Relations => _relations.Values;

    /// <summary>The relation, or null.</summary>
    public Relation? Relation(string key) => _relations.GetValueOrDefault(key);

    /// <summary>What a linked case is to the one it came from; the key if the file does not know it.</summary>
    public LocalizedText RelationName(string key) => Relation(key)?.Name ?? new LocalizedText(key, key);

    /// <summary>The folder that was read.</summary>
    public string Folder { get; }

    /// <summary>Steps that the law demands of flows.</summary>
    public GuardRails GuardRails { get; }

    /// <summary>The roles.</summary>
    public IReadOnlyCollection<Role> Roles => _roles.Values;

    /// <summary>The stages by key, in the order of the file.</summary>
    public IReadOnlyDictionary<string, LocalizedText> Stages => _stages;

    /// <summary>The offices.</summary>
    public IReadOnlyCollection<Office> Offices => _offices.Values;

    /// <summary>How fresh the register of lawyers and mediators is kept.</summary>
    public RegisterPolicyBook Register { get; }

    /// <summary>The keys of document templates.</summary>
    public IReadOnlyCollection<string> TemplateKeys => _templates.Keys;

    /// <summary>The keys of file catalogues.</summary>
    public IReadOnlyCollection<string> CatalogueKeys => _catalogues.Keys;

    /// <summary>The office with this path or code, or null.</summary>
    public Office? Office(string pathOrCode) =>
        _offices.GetValueOrDefault(pathOrCode) ?? _offices.Values.FirstOrDefault(x => x.Path.Code == pathOrCode);

    /// <summary>The centre that decides the cases of an office: the nearest office at or above it that is no township or village station; what is no known office decides itself.</summary>
    public OfficePath DecidingOffice(OfficePath office)
    {
        for (var at = office; at != OfficePath.Root; at = at.Parent)
            if (_offices.GetValueOrDefault(at.Value) is not { Level: "township" or "village" }) return at;
        return office;
    }

    /// <summary>
    /// The office above the centre that decides (<see cref="DecidingOffice"/>), to which objections to its decisions go. A city's own centre was set up by the city's bureau
    /// (Legal Aid Law art. 49), and nobody sits above the topmost office: there it is the office itself, and the people who decided are kept out by name.
    /// </summary>
    public OfficePath SupervisingOffice(OfficePath office)
    {
        var centre = DecidingOffice(office);
        return centre.Parent != OfficePath.Root ? centre.Parent : centre;
    }

    /// <summary>
    /// Who answers for the tasks of a role that nobody has taken: what the office's entry says, else that of the nearest office above; null if
    /// none says anything.
    /// </summary>
    public UserId? QueueOwner(OfficePath office, string role)
    {
        for (var at = office; at != OfficePath.Root; at = at.Parent)
            if (_queueOwners.TryGetValue((at.Value, role), out var owner)) return owner;
        return null;
    }

    private void CheckQueueOwners()
    {
        foreach (var ((office, role), owner) in _queueOwners)
            if (!_roles.ContainsKey(role) || owner.Value.Length == 0)
                throw new LibraryFileException(Refusal.Text("library.queue-owner", ("office", office), ("role", role), ("roles", string.Join(", ", _roles.Keys))));
    }

    /// <summary>The template, or null.</summary>
    public DocumentTemplate? Template(string key) => _templates.GetValueOrDefault(key);

    /// <summary>The catalogue, or null.</summary>
    public FileCatalogue? Catalogue(string key) => _catalogues.GetValueOrDefault(key);

    /// <summary>The role's name; its key if the file does not know it.</summary>
    public LocalizedText RoleName(string key) => _roles.TryGetValue(key, out var role) ? role.Name : new LocalizedText(key, key);

    /// <summary>The event that people may report, or null if the file does not name it.</summary>
    public CaseEvent? Event(string key) => _events.GetValueOrDefault(key);

    /// <summary>The events that people may report.</summary>
    public IReadOnlyCollection<CaseEvent> Events => _events.Values;

    /// <summary>The keys of the results a case can end with.</summary>
    public IReadOnlyCollection<string> ResultKeys => _results.Keys;

    /// <summary>The name of a case's result; its key if the file does not know it.</summary>
    public LocalizedText ResultName(string key) => _results.GetValueOrDefault(key) ?? new LocalizedText(key, key);

    /// <summary>The stage's name; its key if the file does not know it.</summary>
    public LocalizedText StageName(string key) => _stages.GetValueOrDefault(key) ?? new LocalizedText(key, key);

    /// <summary>The name of a clock rule as a region knows it, whatever the date; its key if no rule has it.</summary>
    public LocalizedText ClockName(string region, string key) => Clocks.NameOf(region, key) ?? new LocalizedText(key, key);

    private sealed record Stage(string Key, LocalizedText Name);

    private sealed record OfficeEntry(string Path, LocalizedText Name, string Level, string Region, Dictionary<string, string>? QueueOwners = null, string? Abbreviation = null)
    {
        public Office ToOffice() => new(new OfficePath(Path), Name, Level, Region) { Abbreviation = Abbreviation };
    }
}

/// <summary>Something that may happen outside and that a flow waits for, from <c>workflows/events.json</c>.</summary>
/// <param name="Key">Its key in definitions.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Form">The form that is filled in with it, or null.</param>
/// <param name="BySystem">Whether the system alone reports it.</param>
public sealed record CaseEvent(string Key, LocalizedText Name, string? Form = null, bool BySystem = false)
{
    /// <summary>Who may report it, by role; empty: everybody who may see the case.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The services in whose open cases it may be recorded at any time, whether the flow waits for it or not; it then is <see cref="Collect"/>ed.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The fact that keeps each of its recordings, oldest first; null: the latest alone is kept.</summary>
    public string? Collect { get; init; }

    /// <summary>The field of its form with the day on which it was; null: the day of the recording.</summary>
    public string? Day { get; init; }

    /// <summary>Facts that name a person who may not record it: nobody observes their own case.</summary>
    public IReadOnlyList<string> NotBy { get; init; } = [];

    /// <summary>The template of the document that each of its recordings puts on the file (庭审旁听记录); null: none.</summary>
    public string? Document { get; init; }

    /// <summary>Whether it may be recorded in a case of a service at any time.</summary>
    public bool IsRecordOf(string service) => Collect is not null && Services.Contains(service);
}
