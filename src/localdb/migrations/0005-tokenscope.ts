/** What a token may do; those from before there were scopes may all. */
export const tokenScope = `
alter table tokens add column scope text not null default 'all' check (scope in ('read', 'run', 'all'));
`
