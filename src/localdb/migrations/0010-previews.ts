/**
 * Releases are of previews and registered images too, so no project need stand behind one; what providers sent is kept
 * until it is dealt with, and its name longer, so that nothing is done twice; a spec says which labels stand for a version.
 */
export const previews = `
create table releases_10 (
  project text not null,
  number integer not null,
  release text not null,
  job text,
  primary key (project, number)
) strict, without rowid;
insert into releases_10 (project, number, release, job) select project, number, json_insert(release, '$.labels', json('{}'), '$.seed', null), job from releases;
drop table releases;
alter table releases_10 rename to releases;
create index releases_job on releases (job) where job is not null;

create table deliveries (
  seq integer primary key autoincrement,
  id text not null unique,
  digest text not null unique,
  connection text not null,
  event text not null,
  body text,
  received text not null
) strict;
create index deliveries_waiting on deliveries (seq) where body is not null;

update specs set spec = json_insert(spec, '$.aliases', json('[]'));
`
