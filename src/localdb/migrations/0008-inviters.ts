/** Who made an invitation, by id: a link is worth what its maker may do when it is used. Older ones have none and are worth nothing. */
export const inviters = `
alter table invitations add column maker text references people (id) on delete cascade;
`
