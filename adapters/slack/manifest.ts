/** The app that Wirewatch speaks through, as manifest.yaml has it with its reasons; a test holds them together. */
export const MANIFEST = {
  _metadata: {
    major_version: 1,
    minor_version: 1,
  },
  display_information: {
    name: 'Wirewatch',
    description: 'News briefings with their sources',
    background_color: '#1F2937',
  },
  features: {
    app_home: {
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    },
    bot_user: {
      display_name: 'wirewatch',
      always_online: true,
    },
    shortcuts: [
      {
        name: 'Watch this',
        type: 'message',
        callback_id: 'ww_watch',
        description: 'Make a topic of what this message is about',
      },
    ],
    slash_commands: [
      {
        command: '/wirewatch',
        description: 'Search the news that Wirewatch has read, and change what it watches',
        usage_hint:
          'search <words> | latest [topic] | why <s1> | add | edit [topic] | mute | follow <topic> | help',
        should_escape: false,
      },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'chat:write',
        'commands',
        'channels:read',
        'channels:history',
        'groups:read',
        'groups:history',
        'im:write',
        'im:history',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: ['app_home_opened'],
    },
    interactivity: {
      is_enabled: true,
    },
    org_deploy_enabled: false,
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  },
} as const;

/** Opens Slack with the app filled in. */
export const MANIFEST_LINK = `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(MANIFEST))}`;
