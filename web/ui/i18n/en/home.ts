export const home = {
  title: 'Home',
  now: 'Burning now',
  calm: 'Nothing is firing in {{scope}}.',
  noRules: 'No rule watches {{scope}} yet, so nothing can fire.',
  unwatched_one: '{{count}} rule is not being evaluated. See why',
  unwatched_other: '{{count}} rules are not being evaluated. See why',
  firing_one: '{{count}} firing',
  firing_other: '{{count}} firing',
  newest: 'Newest incidents',
  all: 'All incidents',
  recentlyResolved: 'Recently resolved',
  first: {
    title: 'First steps in {{scope}}',
    text: 'From data that arrives to an alert that reaches somebody, in five steps.',
    open: 'Go through them',
    hide: 'Hide',
  },
} as const;
