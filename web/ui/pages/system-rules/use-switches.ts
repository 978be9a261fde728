import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemRule, SystemRuleGroup } from '../../../contract/system-rules.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { switched } from './override-form.ts';

/** What can be switched in the list at once; what went wrong is told, and the list read anew. */
export function useSwitches() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const run = async (write: () => Promise<unknown>) => {
    setIsBusy(true);
    try {
      await write();
    } catch (fault) {
      const { title, detail } = errorWords(fault, t);
      notifications.show({ color: 'danger', title, message: detail });
    } finally {
      await queries.invalidateQueries({ queryKey: ownerKey(owner) });
      setIsBusy(false);
    }
  };
  return {
    isBusy,
    setGroup: (
      { group, revision }: SystemRuleGroup,
      body: { readonly enabled: boolean; readonly channels: string[] },
    ) => run(() => call('systemRules.setGroup', { params: { owner, group }, body, revision })),
    setEnabled: (rule: SystemRule, enabled: boolean) =>
      run(() =>
        call('systemRules.override', {
          params: { owner, rule: rule.id },
          body: switched(rule, enabled),
          revision: rule.revision,
        }),
      ),
  };
}
