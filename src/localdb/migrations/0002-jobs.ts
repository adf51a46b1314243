/** The journal of long work. `fence` is raised by each attempt; only the attempt that holds it may write. */
export const jobs = `
create table jobs (
  id text primary key,
  seq integer not null unique,
  kind text not null,
  key text not null,
  title text not null,
  instance text,
  input text,
  state text not null check (state in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')),
  turn integer not null,
  fence integer not null default 0,
  attempts integer not null default 0,
  failures integer not null default 0,
  lost integer not null default 0,
  cancelling integer not null default 0,
  step text,
  cause text,
  result text,
  created text not null,
  updated text not null
) strict;
create unique index jobs_live_key on jobs (key) where state in ('queued', 'running', 'waiting');
create index jobs_state on jobs (state, turn);

create table job_steps (
  job text not null references jobs (id) on delete cascade,
  name text not null,
  result text,
  primary key (job, name)
) strict, without rowid;

create table job_log (
  job text not null references jobs (id) on delete cascade,
  seq integer not null,
  at text not null,
  line text not null,
  primary key (job, seq)
) strict, without rowid;

create table holds (
  name text not null,
  job text not null references jobs (id) on delete cascade,
  want text not null check (want in ('stopped')),
  primary key (name, job)
) strict, without rowid;
create index holds_of on holds (job);
`
