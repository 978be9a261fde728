import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import { parseDurationMs } from '../../../../../platform/model/duration.ts';
import { askedRange, DEFAULT_RANGE } from '../../../scope/place.ts';
import { useChangeSearch } from '../../../scope/use-place.ts';
import { useRefreshedNow } from '../../../time/now.ts';
import { openingRange } from '../../../time/range.ts';
import { useZone } from '../../../time/zone.ts';
import { zoneOf } from './use-board-values.ts';

export const REFRESHES = ['5s', '10s', '30s', '1m', '5m', '15m', '1h'] as const;
const OFF = 'off';

/** How often a dashboard is asked: as the address says, else as the dashboard does; null for never. */
export function useBoardRefresh(ofBoard: string) {
  const [search] = useSearchParams();
  const chosen = search.get('refresh') ?? (ofBoard === '' ? OFF : ofBoard);
  const intervalMs = chosen === OFF ? undefined : parseDurationMs(chosen);
  const isKnown = intervalMs !== undefined && intervalMs >= 5_000;
  return { ...useRefreshedNow(isKnown ? intervalMs : null), chosen: isKnown ? chosen : OFF };
}

/** An address without a range gets the one that the dashboard opens with. */
export function useOpeningRange({ from, to, timeZone }: Dashboard): void {
  const zone = zoneOf(timeZone, useZone());
  const [search] = useSearchParams();
  const change = useChangeSearch();
  const open = useEffectEvent(() => {
    if (askedRange(search) !== null) return;
    const text = openingRange(from, to, zone);
    if (text !== DEFAULT_RANGE) change({ range: text });
  });
  useEffect(() => open(), []);
}

/** Asks now, and chooses how often it is asked by itself. */
export function RefreshChoice({
  chosen,
  onRefresh,
}: {
  readonly chosen: string;
  readonly onRefresh: () => void;
}) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const others = [OFF, ...REFRESHES].includes(chosen) ? [] : [chosen];
  return (
    <>
      <Tooltip label={t('boards.refresh')}>
        <ActionIcon
          size={30}
          variant="default"
          aria-label={t('boards.refresh')}
          onClick={onRefresh}
        >
          <IconRefresh size={15} />
        </ActionIcon>
      </Tooltip>
      <Select
        size="xs"
        w={120}
        aria-label={t('explore.refresh.label')}
        allowDeselect={false}
        value={chosen}
        data={[
          { value: OFF, label: t('explore.refresh.off') },
          ...[...REFRESHES, ...others].map((value) => ({
            value,
            label: t('explore.refresh.every', { interval: value }),
          })),
        ]}
        onChange={(value) => value !== null && change({ refresh: value })}
      />
    </>
  );
}
