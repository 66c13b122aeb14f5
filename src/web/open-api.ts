/** The description of the API that tools read: OpenAPI 3.1. */
export function openApi(): object {
  const paths = Object.fromEntries(
    OPERATIONS.map(({ path, does, takes, gives }) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      }));
      const asked = Object.entries(takes).map(([name, description]) => ({
        name,
        in: 'query',
        required: name === 'q',
        description,
        schema: { type: name === 'limit' || name === 'offset' ? 'integer' : 'string' },
      }));
      const content = { 'application/json': { schema: { type: 'object', properties: properties(gives) } } };
      const responses = {
        200: { description: does, content },
        401: { description: 'Sign in first.' },
        ...(named.length > 0 && { 404: { description: 'There is no such thing.' } }),
        ...('q' in takes && { 400: { description: 'That is no query.' } }),
      };
      return [path, { get: { summary: does, parameters: [...named, ...asked], responses } }];
    }),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Wirewatch',
      version: '1',
      description: 'What was read, matched and posted. Read-only; times are ISO 8601.',
    },
    servers: [{ url: '..' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'web.token of the configuration; none where there is no sign-in.',
        },
      },
    },
    paths,
  };
}

function properties(gives: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(gives).map(([name, type]) => [
      name,
      type === 'array' ? { type, items: { type: 'object' } } : { type: type.split('|') },
    ]),
  );
}

const PAGING = { after: 'What `next` of the page before said.', limit: '1 to 100; 20 unless told.' };

const OPERATIONS: readonly {
  readonly path: string;
  readonly does: string;
  readonly takes: Readonly<Record<string, string>>;
  readonly gives: Readonly<Record<string, string>>;
}[] = [
  {
    path: '/api/v1/alerts',
    does: 'The alerts, the newest first',
    takes: {
      topic: 'Id of a topic.',
      destination: 'Id of a destination.',
      priority: 'breaking, normal or low.',
      day: 'Such as 2025-03-14, in UTC.',
      ...PAGING,
    },
    gives: { alerts: 'array', next: 'string|null' },
  },
  {
    path: '/api/v1/alerts/{id}',
    does: 'One alert, and the attempts at it',
    takes: {},
    gives: { alert: 'object', attempts: 'array' },
  },
  {
    path: '/api/v1/stories',
    does: 'Stories that a topic matched, the newest first',
    takes: { topic: 'Id of a topic.', ...PAGING },
    gives: { stories: 'array', next: 'string|null' },
  },
  {
    path: '/api/v1/stories/{id}',
    does: 'One story: its articles with their roles, and what was posted of it',
    takes: {},
    gives: {
      id: 'integer',
      firstAt: 'string',
      lastAt: 'string',
      items: 'integer',
      members: 'array',
      alerts: 'array',
    },
  },
  {
    path: '/api/v1/items/{id}',
    does: 'One article as it was read, and what matched where',
    takes: {},
    gives: { item: 'object', storyId: 'integer|null', matches: 'array' },
  },
  {
    path: '/api/v1/topics',
    does: 'What is watched, how busy it is and how good',
    takes: {},
    gives: { topics: 'array', refused: 'array' },
  },
  {
    path: '/api/v1/feeds',
    does: 'How the feeds do, those in trouble first',
    takes: {},
    gives: { feeds: 'array' },
  },
  {
    path: '/api/v1/outbox',
    does: 'What is not posted yet and why',
    takes: { offset: 'Entries to leave out.', limit: '1 to 100; 20 unless told.' },
    gives: {
      parked: 'integer',
      undecided: 'integer',
      waiting: 'integer',
      held: 'integer',
      entries: 'array',
      lanes: 'array',
      lag: 'array',
      queue: 'object',
    },
  },
  {
    path: '/api/v1/search',
    does: 'Articles by words, or in the language of topics over the last 30 days; 300 at the most',
    takes: { q: 'The query.' },
    gives: { found: 'array', days: 'integer|null' },
  },
];
