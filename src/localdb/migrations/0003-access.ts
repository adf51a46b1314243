/** The newest lines that nothing can delete; what is older may be dropped. */
export const auditKept = 10_000

/** People and how they come in. The audit is append-only by triggers, so that no code can forget it. */
export const access = `
create table people (
  id text primary key,
  role text not null check (role in ('owner')),
  name text not null,
  password text not null,
  created text not null
) strict, without rowid;
create unique index one_owner on people (role) where role = 'owner';

create table sessions (
  id text primary key,
  hash text not null unique,
  person text not null references people (id) on delete cascade,
  device text not null,
  created text not null,
  seen text not null,
  expires text not null
) strict, without rowid;

create table tokens (
  id text primary key,
  hash text not null,
  person text not null references people (id) on delete cascade,
  label text not null,
  created text not null,
  expires text,
  used text
) strict, without rowid;

create table attempts (
  place text primary key,
  failures integer not null,
  turn integer not null
) strict, without rowid;

create table audit (
  id integer primary key autoincrement,
  at text not null,
  who text not null,
  action text not null,
  object text not null,
  source text not null,
  result text not null
) strict;
create trigger audit_no_update before update on audit
begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_no_replace before insert on audit when exists (select 1 from audit where id = new.id)
begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_no_delete before delete on audit when old.id > (select max(id) from audit) - ${auditKept}
begin select raise(abort, 'the audit is append-only'); end;
`
