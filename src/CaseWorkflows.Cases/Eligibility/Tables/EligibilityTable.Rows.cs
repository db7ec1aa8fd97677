using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Eligibility.Tables;

public static partial class EligibilityTable
{
    /// <summary>Reads one row; every cell that can't be read is a problem of its own.</summary>
    private sealed class RowReader(int row, List<Column> columns, string[] cells, EligibilityWords words, List<EligibilityTableProblem> problems)
    {
        private string _region = "";
        private DateOnly _on;
        private bool _wrong;

        public void Wrong(string code, string? key, params (string Name, object? Value)[] args) => Note(code, columns.Find(x => x.Key == key)?.Heading, args);

        public EligibilityScenario? Read()
        {
            foreach (var key in Compulsory)
                if (Cell(key).Length == 0) Wrong("cell-missing", key);
            if (Cell("region") is { Length: > 0 } place)
            {
                if (words.Region(place) is { } known) _region = known;
                else if (NoRegion.Contains(place)) _region = "no-policies";
                else Wrong("unknown-region", "region", ("value", place), ("known", Joining.Names(words.Regions)));
            }
            if (Cell("on") is { Length: > 0 } day)
            {
                if (Day(day) is { } on) _on = on;
                else Wrong("no-day", "on", ("value", day));
            }
            if (_wrong) return null;

            var application = new JsonObject();
            foreach (var column in columns.Where(x => x.Field is not null))
                if (Cell(column.Key!) is { Length: > 0 } cell && Value(column.Field!, column.Heading, cell) is { } value) Put(application, column.Key!.Split('.'), value);
            var confirmations = Confirmations();
            var expected = Expected();
            return _wrong ? null : new EligibilityScenario(row, Cell("number"), Cell("title"), _region, _on, application, confirmations, expected, Cell("why"));
        }

        private string Cell(string key) => columns.FindIndex(x => x.Key == key) is >= 0 and var at && at < cells.Length ? cells[at] : "";

        private void Note(string code, string? heading, params (string Name, object? Value)[] args)
        {
            _wrong = true;
            problems.Add(EligibilityTableProblem.Of(code, row, heading, args));
        }

        private JsonNode? Value(FormField field, string heading, string cell)
        {
            switch (field.Type)
            {
                case FormFieldType.Number or FormFieldType.Money:
                    if (decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
                    Note("no-number", heading, ("value", cell));
                    return null;
                case FormFieldType.Date:
                    if (Day(cell) is { } day) return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                    Note("no-day", heading, ("value", cell));
                    return null;
                case FormFieldType.Checkbox:
                    return Flag(heading, cell);
                case FormFieldType.Choice:
                    return Option(field, heading, cell);
                case FormFieldType.Choices:
                    return new JsonArray([.. Parts(cell).Select(x => Option(field, heading, x)).OfType<string>().Select(x => (JsonNode)x)]);
                case FormFieldType.List:
                    return new JsonArray([.. Parts(cell).Select(x => (JsonNode)Entry(field, heading, x))]);
                default:
                    return cell;
            }
        }

        private JsonObject Entry(FormField list, string heading, string entry)
        {
            var read = new JsonObject();
            foreach (var (name, value) in Pairs(entry))
            {
                var field = name is null ? list.Fields[0] : list.Fields.FirstOrDefault(x => new[] { x.Key, x.Label.Zh, x.Label.En }.Contains(name, StringComparer.OrdinalIgnoreCase));
                if (field is null) Note("unknown-part", heading, ("value", name), ("known", Joining.Names(list.Fields.Select(x => x.Label))));
                else if (Value(field, heading, value) is { } found) read[field.Key] = found;
            }
            return read;
        }

        private string? Option(FormField field, string heading, string word)
        {
            if (words.Option(field, word, _region, _on) is { } value) return value;
            Note("unknown-word", heading, ("value", word), ("known", Joining.Clauses(field.Options.Select(x => x.Label))));
            return null;
        }

        private bool? Flag(string heading, string cell)
        {
            if (Yes.Contains(cell)) return true;
            if (No.Contains(cell)) return false;
            Note("no-flag", heading, ("value", cell));
            return null;
        }

        private string? Rule(string key, string word)
        {
            if (words.Rule(word, _region, _on) is { } rule) return rule;
            Wrong("unknown-rule", key, ("value", word));
            return null;
        }

        private string? Result(string key, string word)
        {
            if (Results.GetValueOrDefault(word) is { } result) return result;
            if (Results.Values.Contains(word)) return word;
            Wrong("unknown-word", key, ("value", word), ("known", Joining.Clauses(Results.Keys)));
            return null;
        }

        private List<Confirmation> Confirmations()
        {
            List<Confirmation> answers = [];
            foreach (var part in Parts(Cell("confirmations")))
            {
                string? rule = null, by = null, reason = null;
                bool? confirmed = null;
                foreach (var (name, value) in Pairs(part))
                {
                    if (name is null) break;
                    if (By.Contains(name)) by = value;
                    else if (Reason.Contains(name)) reason = value;
                    else (rule, confirmed) = (Rule("confirmations", name), Flag(columns.Find(x => x.Key == "confirmations")!.Heading, value));
                }
                if (rule is not null && confirmed is { } yes && !string.IsNullOrWhiteSpace(by) && !string.IsNullOrWhiteSpace(reason)) answers.Add(new Confirmation(rule, yes, by, reason));
                else if (!_wrong) Wrong("no-confirmation", "confirmations", ("value", part));
            }
            return answers;
        }

        private JsonObject Expected()
        {
            var expected = new JsonObject();
            foreach (var key in columns.Select(x => x.Key).OfType<string>().Where(x => x.StartsWith("expect.", StringComparison.Ordinal)))
            {
                if (Cell(key) is not { Length: > 0 } cell) continue;
                var heading = columns.Find(x => x.Key == key)!.Heading;
                expected[key["expect.".Length..]] = key switch
                {
                    "expect.outcome" => Result(key, cell),
                    "expect.decidedBy" => Nothing.Contains(cell) ? null : Rule(key, cell),
                    "expect.missing" => Nothing.Contains(cell) ? [] : new JsonArray([.. Parts(cell).Select(x => (JsonNode?)Rule(key, x))]),
                    "expect.lines" => Lines(key, cell),
                    "expect.urgentDays" or "expect.minimumYears" => Nothing.Contains(cell) ? null : Whole(heading, cell),
                    _ => Flag(heading, cell),
                };
            }
            return expected;
        }

        private JsonObject Lines(string key, string cell)
        {
            var lines = new JsonObject();
            foreach (var part in Parts(cell))
            {
                if (Pairs(part).ToList() is not [({ } name, var value)]) Wrong("no-pair", key, ("value", part));
                else if (Rule(key, name) is { } rule) lines[rule] = Result(key, value);
            }
            return lines;
        }

        private int? Whole(string heading, string cell)
        {
            if (int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
            Note("no-number", heading, ("value", cell));
            return null;
        }

        // Spreadsheets write days in their own way as soon as somebody touches the cell.
        private static DateOnly? Day(string cell) =>
            DateOnly.TryParseExact(cell, ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

        private static void Put(JsonObject into, string[] path, JsonNode value)
        {
            foreach (var part in path[..^1]) into = into[part] as JsonObject ?? (JsonObject)(into[part] = new JsonObject());
            into[path[^1]] = value;
        }
    }
}
