/** Names and their values: labels, metadata, fields. */
export type TextMap = Readonly<Record<string, string>>;
