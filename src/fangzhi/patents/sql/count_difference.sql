-- What changed between two snapshots, as tallies that are added to the earlier ones: what the new and changed records
-- count now, less what the changed and deleted ones counted. ADDED and REMOVED are tables like `patent`.
SELECT province, type, year, sum(applications)::BIGINT AS applications, sum(grants)::BIGINT AS grants,
       sum(in_force)::BIGINT AS in_force, sum(in_force_5y)::BIGINT AS in_force_5y, sum(pct)::BIGINT AS pct,
       sum(service)::BIGINT AS service, sum(enterprise)::BIGINT AS enterprise, sum(university)::BIGINT AS university,
       sum(institute)::BIGINT AS institute, sum(individual)::BIGINT AS individual
FROM (
    FROM {before}
    UNION ALL
    FROM {added}
    UNION ALL
    SELECT province, type, year, -applications, -grants, -in_force, -in_force_5y, -pct, -service, -enterprise,
           -university, -institute, -individual
    FROM {removed}
)
GROUP BY ALL
