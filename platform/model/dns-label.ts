/** For schemas: lower-case letters, digits and hyphens, 1 to 63, beginning and ending with no hyphen. */
export const DNS_LABEL_PATTERN = '^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$';

const SHAPE = new RegExp(DNS_LABEL_PATTERN);

/** True for names that people may choose for tenants, projects, environments and clusters. */
export function isDnsLabel(text: string): boolean {
  return SHAPE.test(text);
}
