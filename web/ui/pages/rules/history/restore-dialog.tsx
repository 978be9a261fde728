import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Confirmation } from '../../../forms/confirmation.tsx';
import { RuleDiffView } from '../diff/rule-diff-view.tsx';
import type { RuleContent } from '../diff/rule-text.ts';
import { ConfirmImpact } from '../impact/confirm-impact.tsx';

/** Asks before a rule becomes what it was, and says first what that changes. */
export function RestoreDialog({
  id,
  revision,
  present,
  restored,
  run,
  onClose,
}: {
  readonly id: string;
  readonly revision: number;
  /** As it is now; undefined for a deleted rule, which comes back as a new one. */
  readonly present: RuleContent | undefined;
  readonly restored: RuleContent;
  readonly run: () => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const title = t('ruleWork.history.askTitle', { revision });
  const confirm = t('ruleWork.history.confirm');
  if (present === undefined) {
    return (
      <Modal opened onClose={onClose} title={title}>
        <Confirmation
          confirm={confirm}
          isDestructive={false}
          isBlocked={false}
          run={run}
          onCancel={onClose}
        >
          <p>{t('ruleWork.history.comesBack')}</p>
        </Confirmation>
      </Modal>
    );
  }
  return (
    <ConfirmImpact
      title={title}
      confirm={confirm}
      isDestructive={false}
      change={{ action: 'update', id, rule: sendable(restored) }}
      run={run}
      onClose={onClose}
    >
      <RuleDiffView before={present} after={restored} />
    </ConfirmImpact>
  );
}

/** Of what is made from a source, the source alone is sent. */
function sendable({ expression, language, ...rule }: RuleContent) {
  return rule.source === undefined ? { ...rule, expression, language } : rule;
}
