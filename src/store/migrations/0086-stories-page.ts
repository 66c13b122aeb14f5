/** What the page goes through the stories by. */
export const STORIES_PAGE = `
create index story_newest on ww.story (last_at desc, id desc)
`;
