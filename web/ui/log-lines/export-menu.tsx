import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { lokiPath } from '../api/loki.ts';
import { usePlace } from '../scope/use-place.ts';
import { nowMs } from '../time/now.ts';
import { intervalAt } from '../time/range.ts';
import type { Order } from './log-line.ts';

const FORMATS = ['ndjson', 'csv', 'text'] as const;
type Format = (typeof FORMATS)[number];

/** Downloads what the query finds in the range, to a million lines. */
export function ExportMenu({ query, order }: { readonly query: string; readonly order: Order }) {
  const { t } = useTranslation();
  const { scope, range } = usePlace();
  const addressOf = (format: Format) => {
    const { startMs, endMs } = intervalAt(range, nowMs());
    const search = new URLSearchParams({
      query,
      start: `${startMs}000000`,
      end: `${endMs}000000`,
      direction: order === 'newest' ? 'backward' : 'forward',
      format,
    });
    return `${lokiPath(scope)}/export?${search}`;
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          disabled={query === ''}
          leftSection={<IconDownload size={14} />}
        >
          {t('logs.export.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('logs.export.hint')}</Menu.Label>
        {FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={addressOf(format)} download>
            {t(`logs.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
