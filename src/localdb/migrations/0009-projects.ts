/**
 * Projects, their releases, and the keys that may push to them; tokens that may only deploy (a check cannot be changed,
 * so their table is made anew); and what a spec says of a version that is tried beside the one that serves, and of domains.
 */
export const projects = `
create table projects (name text primary key, project text not null) strict, without rowid;

create table releases (
  project text not null references projects (name) on delete cascade,
  number integer not null,
  release text not null,
  job text,
  primary key (project, number)
) strict, without rowid;
create index releases_job on releases (job) where job is not null;

create table ssh_keys (
  id text primary key,
  person text references people (id) on delete cascade,
  project text references projects (name) on delete cascade,
  label text not null,
  type text not null,
  fingerprint text not null unique,
  blob text not null,
  created text not null,
  used text,
  check ((person is null) <> (project is null))
) strict, without rowid;
create index ssh_keys_person on ssh_keys (person) where person is not null;
create index ssh_keys_project on ssh_keys (project) where project is not null;

create table tokens_9 (
  id text primary key,
  hash text not null,
  person text not null references people (id) on delete cascade,
  label text not null,
  scope text not null check (scope in ('read', 'run', 'deploy', 'all')),
  created text not null,
  expires text,
  used text
) strict, without rowid;
insert into tokens_9 (id, hash, person, label, scope, created, expires, used) select id, hash, person, label, scope, created, expires, used from tokens;
drop table tokens;
alter table tokens_9 rename to tokens;

update specs set spec = json_insert(spec, '$.next', null, '$.domains', json('[]'));
alter table job_steps add column seq integer not null default 0;
`
