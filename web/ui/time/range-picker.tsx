import { Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClock } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeSearch, usePlace } from '../scope/use-place.ts';
import { offsetText } from './instant-text.ts';
import { nowMs } from './now.ts';
import { printRange, type TimeRange } from './range.ts';
import { rangeWords } from './range-words.ts';
import { useZone } from './zone.ts';

const RangeForm = lazy(async () => ({ default: (await import('./range-form.tsx')).RangeForm }));

/** Changes the time range of the URL. */
export function useChangeRange(): (range: TimeRange) => void {
  const changeSearch = useChangeSearch();
  return (range) => changeSearch({ range: printRange(range) }, 'push');
}

/** The time range with its zone; opens to type or pick another. */
export function RangePicker() {
  const { t } = useTranslation();
  const { range } = usePlace();
  const zone = useZone();
  const change = useChangeRange();
  const [isOpen, { toggle, close }] = useDisclosure();
  const apply = (next: TimeRange) => {
    close();
    change(next);
  };
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-end" trapFocus shadow="md">
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconClock size={14} />}
          aria-label={t('time.range.label')}
          onClick={toggle}
        >
          <span className="figures">{rangeWords(range, zone, t)}</span>
          <span className="dimmed" style={{ marginInlineStart: 6 }}>
            {offsetText(nowMs(), zone)}
          </span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>
          <RangeForm range={range} onApply={apply} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
