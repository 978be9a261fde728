import { lazy } from 'react';

/** `ObjectYaml`, whose reader of YAML comes when it is first shown. */
export const LazyObjectYaml = lazy(async () => ({
  default: (await import('./object-yaml.tsx')).ObjectYaml,
}));
