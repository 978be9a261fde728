import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** The catalogue of rule templates, the owner's own first. */
export const templatesQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'rule-templates'],
    queryFn: async ({ signal }) =>
      (await call('ruleTemplates.list', { params: { owner }, signal })).items,
    staleTime: 60_000,
  });

export const templateQuery = (call: Call, owner: string, template: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'rule-template', template],
    queryFn: ({ signal }) => call('ruleTemplates.get', { params: { owner, template }, signal }),
    staleTime: 60_000,
    enabled: template !== '',
  });
