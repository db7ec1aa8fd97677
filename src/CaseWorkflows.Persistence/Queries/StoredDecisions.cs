using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

/// <summary>Reads them in lots along the key of the history, so that the last lot costs no more than the first.</summary>
internal sealed class StoredDecisions(CaseDatabase database) : IStoredDecisions
{
    public async ValueTask<IReadOnlyList<StoredDecision>> ReadAsync(StoredDecision? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var (id, seq) = (after?.CaseId.Value ?? Guid.Empty, after?.Seq ?? 0);
        var rows = await db.Database.SqlQuery<DecisionRow>(
            $"""
            select h.case_id as "CaseId", c.code as "Code", c.region as "Region", h.seq as "Seq", p.json as "Payload", d.application_json as "Application"
            from history h
            join cases c on c.id = h.case_id
            left join history_payloads p on p.case_id = h.case_id and p.seq = h.seq
            left join case_dossiers d on d.case_id = h.case_id and d.erased_at is null
            where h.kind = {DecisionRecord.Kind} and (h.case_id > {id} or (h.case_id = {id} and h.seq > {seq}))
            order by h.case_id, h.seq limit {limit}
            """).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new StoredDecision(new CaseId(x.CaseId), x.Code, x.Region, x.Seq, x.Payload, x.Application))];
    }

    private sealed class DecisionRow
    {
        public Guid CaseId { get; set; }

        public string Code { get; set; } = "";

        public string Region { get; set; } = "";

        public long Seq { get; set; }

        public string? Payload { get; set; }

        public string? Application { get; set; }
    }
}
