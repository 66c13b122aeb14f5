/** What the page counts matches a day by. */
export const MATCH_TIMES = `
create index match_when on ww.match (matched_at)
`;
