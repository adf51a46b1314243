/**
 * People besides the owner, and everything they come in with. The tables of 0003 are made anew, since a column that was
 * required (the password, whose sign-in) no longer is; what is in them stays.
 */
export const people = `
create table people_6 (
  id text primary key,
  role text not null check (role in ('owner', 'admin', 'member', 'guest')),
  name text not null,
  name_key text not null unique,
  groups text not null default '[]',
  password text,
  created text not null
) strict, without rowid;
insert into people_6 (id, role, name, name_key, password, created) select id, role, name, lower(name), password, created from people;

create table devices (
  id text primary key,
  name text not null,
  agent text not null,
  by text not null,
  created text not null
) strict, without rowid;

create table sessions_6 (
  id text primary key,
  hash text not null unique,
  person text references people_6 (id) on delete cascade,
  device text references devices (id) on delete cascade,
  agent text not null,
  created text not null,
  seen text not null,
  expires text not null,
  check ((person is null) <> (device is null))
) strict, without rowid;
insert into sessions_6 (id, hash, person, agent, created, seen, expires) select id, hash, person, device, created, seen, expires from sessions;

create table tokens_6 (
  id text primary key,
  hash text not null,
  person text not null references people_6 (id) on delete cascade,
  label text not null,
  scope text not null check (scope in ('read', 'run', 'all')),
  created text not null,
  expires text,
  used text
) strict, without rowid;
insert into tokens_6 (id, hash, person, label, scope, created, expires, used) select id, hash, person, label, scope, created, expires, used from tokens;

drop table sessions;
drop table tokens;
drop table people;
alter table people_6 rename to people;
alter table sessions_6 rename to sessions;
alter table tokens_6 rename to tokens;
create unique index one_owner on people (role) where role = 'owner';

create table groups (name text primary key) strict, without rowid;

create table invitations (
  id text primary key,
  hash text not null,
  person text references people (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'guest')),
  groups text not null,
  name text,
  by text not null,
  created text not null,
  expires text not null
) strict, without rowid;

create table passkeys (
  id text primary key,
  person text not null references people (id) on delete cascade,
  public_key text not null,
  counter integer not null,
  transports text not null,
  synced integer not null,
  label text not null,
  created text not null,
  used text
) strict, without rowid;

create table outside (id text primary key, config text not null) strict, without rowid;

create table identities (
  issuer text not null,
  subject text not null,
  person text not null references people (id) on delete cascade,
  name text not null,
  primary key (issuer, subject)
) strict, without rowid;

create table links (
  id text primary key,
  instance text not null references specs (name) on delete cascade,
  path text not null,
  label text not null,
  by text not null,
  created text not null,
  expires text not null
) strict, without rowid;

create table secrets (name text primary key, sealed text not null) strict, without rowid;

create table oidc (
  model text not null,
  id text not null,
  payload text not null,
  grant_id text,
  uid text,
  expires text,
  primary key (model, id)
) strict, without rowid;
create index oidc_grant on oidc (grant_id) where grant_id is not null;
create index oidc_uid on oidc (uid) where uid is not null;

`
