/** What a spec says of grants, size and updates, with what was true before there were any; and holds that ask for running. */
export const updates = `
update specs set spec = json_insert(
  spec,
  '$.size', 'xs',
  '$.grants', json('[]'),
  '$.updates', json('{"when":"ask","from":2,"to":5}'),
  '$.update', null,
  '$.refused', null,
  '$.kept', null
);
update specs set spec = json_insert(spec, '$.plan.headers', json('[]'), '$.plan.hostNetwork', json('false'))
where json_type(spec, '$.plan') = 'object';

create table holds_of_jobs (
  name text not null,
  job text not null references jobs (id) on delete cascade,
  want text not null check (want in ('stopped', 'running')),
  primary key (name, job)
) strict, without rowid;
insert into holds_of_jobs select name, job, want from holds;
drop table holds;
alter table holds_of_jobs rename to holds;
create index holds_of on holds (job);
`
