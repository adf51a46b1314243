/** Instances and what belongs to them. What hangs on a spec goes with its row. */
export const instances = `
create table meta (key text primary key, value text not null) strict, without rowid;

create table specs (name text primary key, spec text not null) strict, without rowid;

create table statuses (
  name text primary key references specs (name) on delete cascade,
  status text not null
) strict, without rowid;

create table history (
  id integer primary key autoincrement,
  name text not null references specs (name) on delete cascade,
  line text not null
) strict;
create index history_of on history (name, id);

create table starts (
  id integer primary key autoincrement,
  name text not null references specs (name) on delete cascade,
  milliseconds integer not null
) strict;
create index starts_of on starts (name, id);

create table idle (
  name text primary key references specs (name) on delete cascade,
  seconds integer not null
) strict, without rowid;

create table shelf (id text primary key, item text not null, purging integer not null default 0) strict, without rowid;

create table door_rows (
  door text not null,
  key text not null,
  value text not null,
  primary key (door, key)
) strict, without rowid;
`
