import { Code } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../../contract/rules.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { CopyTextButton } from '../../../lists/copy-text-button.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { usePlace } from '../../../scope/use-place.ts';
import { formOfRule, inputOfRule } from '../rule-form.ts';
import classes from './rule-state.module.css';

/** What a stored rule is on one cluster, as YAML; asked for when it is opened. */
export function DeliveredObject({
  rule,
  cluster,
}: {
  readonly rule: Rule;
  readonly cluster: string;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>{t('ruleState.object')}</summary>
      {isOpen && <Manifest rule={rule} cluster={cluster} />}
    </details>
  );
}

/** Of the rule as it is stored, not as the form above may have it. */
function Manifest({ rule, cluster }: { readonly rule: Rule; readonly cluster: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const body = inputOfRule(formOfRule(rule));
  const compiled = useQuery({
    queryKey: [...ownerKey(owner), 'rule-preview', body, rule.id, rule.revision],
    queryFn: ({ signal }) =>
      call('rules.preview', { params: { owner }, query: { rule: rule.id }, body, signal }),
    staleTime: 30_000,
    retry: false,
  });
  if (compiled.error !== null) {
    return <FaultText error={compiled.error} retry={() => void compiled.refetch()} />;
  }
  if (compiled.data === undefined) return <SkeletonRows count={3} />;
  const found = compiled.data.clusters.find((each) => each.cluster === cluster);
  if (found === undefined) {
    const refused = compiled.data.refused.find((each) => each.cluster === cluster);
    return <p className="dimmed">{refused?.reason ?? t('rules.editor.previewNoEnvironment')}</p>;
  }
  return (
    <>
      <CopyTextButton text={() => found.manifest} icon={<IconCopy size={14} />}>
        {t('ruleState.copyObject')}
      </CopyTextButton>
      <Code block className={classes.code ?? ''}>
        {found.manifest}
      </Code>
    </>
  );
}
