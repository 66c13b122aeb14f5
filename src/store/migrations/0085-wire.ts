/** What the page goes through the alerts by. */
export const WIRE = `
create index alert_newest on ww.alert (created_at desc, id desc);
create index alert_by_destination on ww.alert (destination, created_at desc, id desc);
create index alert_by_priority on ww.alert (priority, created_at desc, id desc);
create index alert_topics on ww.alert using gin (topics)
`;
