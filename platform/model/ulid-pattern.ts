/** For schemas: Crockford base 32, 26 characters, the first digit at most 7. */
export const ULID_PATTERN = '^[0-7][0-9A-HJKMNP-TV-Z]{25}$';
