/** Where this browser remembers the scopes that were last looked at. */
export const RECENT_SCOPES_KEY = 'tocsin:recent-scopes';
