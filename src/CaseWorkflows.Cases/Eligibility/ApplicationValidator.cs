using CaseWorkflows.Cases.Forms;
using FluentValidation;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>The checks on an application whose fields all have the right type.</summary>
internal sealed class ApplicationValidator : AbstractValidator<Application>
{
    private const int LargestHousehold = 99;
    private static readonly ApplicationValidator Instance = new();

    private ApplicationValidator()
    {
        RuleFor(a => a.Applicant.Name).MaximumLength(100).WithErrorCode("text.too-long").WithState(_ => new (string, object?)[] { ("max", 100) });
        RuleFor(a => a.Applicant.Identity).Custom((document, context) => CheckIdentity(document, "applicant.identity.number", context));
        RuleFor(a => a.Proxy!.Identity).Custom((document, context) => CheckIdentity(document, "proxy.identity.number", context)).When(a => a.Proxy is not null);
        RuleFor(a => a.Applicant).Custom(CheckBirthDate);
        RuleFor(a => a.Applicant.Phone).Must(IsPhone).OverridePropertyName("applicant.phone").WithErrorCode("phone.shape").When(a => a.Applicant.Phone is not null);
        RuleFor(a => a.Proxy!.Phone).Must(IsPhone).OverridePropertyName("proxy.phone").WithErrorCode("phone.shape").When(a => a.Proxy?.Phone is not null);
        RuleFor(a => a.Applicant.Nationality).Must(n => n!.Length == 2 && n.All(char.IsAsciiLetterUpper))
            .OverridePropertyName("applicant.nationality").WithErrorCode("nationality.shape").When(a => a.Applicant.Nationality is not null);
        RuleFor(a => a.Matter.Amount).Must(NotNegative).OverridePropertyName("matter.amount").WithErrorCode("amount.negative");
        RuleFor(a => a.Household!.Size).InclusiveBetween(1, LargestHousehold).OverridePropertyName("household.size").WithErrorCode("number.range")
            .WithState(_ => new (string, object?)[] { ("min", 1), ("max", LargestHousehold) }).When(a => a.Household is not null);
        When(a => a.Household is not null, () =>
        {
            RuleFor(a => a.Household!.MonthlyIncome).Must(NotNegative).OverridePropertyName("household.monthlyIncome").WithErrorCode("amount.negative");
            RuleFor(a => a.Household!.YearlyIncome).Must(NotNegative).OverridePropertyName("household.yearlyIncome").WithErrorCode("amount.negative");
            RuleFor(a => a.Household!.Savings).Must(NotNegative).OverridePropertyName("household.assets.savings").WithErrorCode("amount.negative");
            RuleFor(a => a.Household!.Vehicles).Must(n => n is null or >= 0).OverridePropertyName("household.assets.vehicles").WithErrorCode("amount.negative");
            RuleFor(a => a.Household!.Properties).Must(n => n is null or >= 0).OverridePropertyName("household.assets.properties").WithErrorCode("amount.negative");
            RuleForEach(a => a.Household!.Members).ChildRules(member => member.RuleFor(m => m.MonthlyIncome).Must(NotNegative).WithErrorCode("amount.negative")).OverridePropertyName("household.members");
        });
        RuleForEach(a => a.Evidence).ChildRules(item => item.RuleFor(e => e.Expires).Must((e, expires) => e.Date is null || expires >= e.Date).When(e => e.Expires is not null).WithErrorCode("evidence.expires-before-date")).OverridePropertyName("evidence");
        RuleFor(a => a.RequestedOn).Must((a, on) => a.ReceivedAt is not { } at || on <= Instants.DayInShanghai(at))
            .OverridePropertyName("requestedOn").WithErrorCode("requested-after-received").When(a => a.RequestedOn is not null);
    }

    public static IEnumerable<FieldError> Check(Application application) =>
        from failure in Instance.Validate(application).Errors
        select FormTexts.Error(PathOf(failure.PropertyName), failure.ErrorCode, failure.CustomState as (string, object?)[] ?? []);

    private static string PathOf(string property) => string.Join('.', property.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));

    private static bool NotNegative(decimal? amount) => amount is null or >= 0;

    internal static bool IsPhone(string? phone) => phone!.Count(char.IsAsciiDigit) is >= 5 and <= 20 && phone!.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')' or '转');

    private static void CheckIdentity(IdentityDocument? document, string path, ValidationContext<Application> context)
    {
        if (document?.Kind != IdentityDocument.ResidentCard) return;
        var fault = ResidentIdentityNumber.Check(document.Number);
        if (fault != ResidentIdentityNumber.Fault.None) Fail(context, path, IdentityCode(fault));
    }

    internal static string IdentityCode(ResidentIdentityNumber.Fault fault) => fault switch
    {
        ResidentIdentityNumber.Fault.Shape => "identity.shape",
        ResidentIdentityNumber.Fault.BirthDate => "identity.birth-date",
        _ => "identity.checksum",
    };

    private static void CheckBirthDate(Applicant applicant, ValidationContext<Application> context)
    {
        if (applicant.BirthDate is not { } born) return;
        if (born.Year < 1850) Fail(context, "applicant.birthDate", "birth-date.implausible");
        var day = context.InstanceToValidate.AssessmentDay;
        if (day is not null && born > day) Fail(context, "applicant.birthDate", "birth-date.future");
        if (applicant.Identity is { Kind: IdentityDocument.ResidentCard } card && ResidentIdentityNumber.BirthDate(card.Number) is { } onCard && onCard != born)
            Fail(context, "applicant.birthDate", "birth-date.differs", ("onCard", onCard.ToString("yyyy-MM-dd", null)));
    }

    private static void Fail(ValidationContext<Application> context, string path, string code, params (string, object?)[] args) =>
        context.AddFailure(new FluentValidation.Results.ValidationFailure(path, code) { ErrorCode = code, CustomState = args });
}
