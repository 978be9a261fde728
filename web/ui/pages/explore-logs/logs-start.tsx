import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultText } from '../../frame/fault.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import type { useLogLabels } from '../../log-lines/use-log-labels.ts';
import { usePlace } from '../../scope/use-place.ts';

/** Labels that most streams have, the likeliest first. */
const COMMON = ['namespace', 'app', 'job', 'service_name', 'host'];

/** Before the first question, with the first step. */
export function LogsStart({
  labels,
  onAsk,
}: {
  readonly labels: ReturnType<typeof useLogLabels>;
  readonly onAsk: (query: string) => void;
}) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const { data, error } = labels;
  if (error !== null) return <FaultText error={error} retry={() => void labels.refetch()} />;
  if (data === undefined) return <SkeletonRows />;
  const label = COMMON.find((name) => data.includes(name)) ?? data[0];
  if (label === undefined) {
    return <Empty title={t('logs.start.none', { scope })} text={t('logs.start.noneText')} />;
  }
  return (
    <Empty title={t('logs.start.title')} text={t('logs.start.text', { scope })}>
      <Button size="xs" onClick={() => onAsk(`{${label}=~".+"}`)}>
        {t('logs.start.all')}
      </Button>
    </Empty>
  );
}
