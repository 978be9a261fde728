import { Alert, Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../../contract/rules.ts';
import { errorWords } from '../../../api/error-words.ts';
import { ownerKey, rulesQuery } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { TextDiff } from '../../../history/text-diff.tsx';
import { may } from '../../../scope/permissions.ts';
import { nodeOf } from '../../../scope/scope-text.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { templateSource } from './rule-of-template.ts';

/** Of a rule whose template was changed since: what that would change, and taking it over. */
export function TemplateChange({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const { take, isBusy, fault } = useTakeOver();
  const template = templateSource(rule.source ?? null)?.template ?? '';
  const all = useQuery(rulesQuery(call, owner)).data ?? [];
  const others = all.filter(
    ({ source, templateChange }) =>
      templateChange !== null && templateSource(source ?? null)?.template === template,
  );
  if (rule.templateChange === null) return null;
  const mayWrite = may(scopes, nodeOf(rule.scope), 'rules:write');
  return (
    <Alert color="accent" mb="md" title={t('ruleWork.template.changedTitle')}>
      <p>{t('ruleWork.template.changedText')}</p>
      <TextDiff before={lines(rule.expression)} after={lines(rule.templateChange)} />
      {fault !== '' && <p role="alert">{fault}</p>}
      {mayWrite && (
        <Group gap="xs" mt="xs">
          <Button size="xs" loading={isBusy} onClick={() => void take({ ids: [rule.id] })}>
            {t('ruleWork.template.takeOver')}
          </Button>
          {others.length > 1 && (
            <Button
              size="xs"
              variant="default"
              disabled={isBusy}
              onClick={() => void take({ template })}
            >
              {t('ruleWork.template.takeOverAll', { count: others.length })}
            </Button>
          )}
        </Group>
      )}
    </Alert>
  );
}

/** Queries are long lines: broken where one would, so that the diff shows the place. */
function lines(promql: string): string {
  return promql.replaceAll(/(,|\s(?:and|or|unless|[-+*/]))\s+/g, '$1\n');
}

function useTakeOver() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState('');
  const take = async (body: { readonly ids: string[] } | { readonly template: string }) => {
    setIsBusy(true);
    setFault('');
    try {
      const { items } = await call('rules.rerender', { params: { owner }, body });
      const failed = items.filter(({ outcome }) => outcome === 'failed');
      setFault(failed.map(({ message }) => message ?? '').join(' '));
      const count = items.length - failed.length;
      if (count > 0) notifications.show({ message: t('ruleWork.template.taken', { count }) });
      await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    } catch (thrown) {
      const { title, detail } = errorWords(thrown, t);
      setFault(`${title} ${detail}`);
    }
    setIsBusy(false);
  };
  return { take, isBusy, fault };
}
