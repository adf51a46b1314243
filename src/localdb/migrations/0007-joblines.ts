/**
 * Jobs in lines that take turns, jobs that take the place of others, and what each step took and said.
 * A job that is being cancelled no longer holds its key: whoever takes its place stands in line until it has ended.
 */
export const jobLines = `
alter table jobs add column lane text not null default '';
update jobs set lane = key;
drop index jobs_live_key;
create unique index jobs_live_key on jobs (key) where state in ('queued', 'running', 'waiting') and cancelling = 0;
create index jobs_running_key on jobs (key) where state = 'running';
create index jobs_lane on jobs (lane, turn) where state = 'queued';
alter table job_steps add column at text not null default '';
alter table job_steps add column milliseconds integer not null default 0;
alter table job_log add column step text;
`
