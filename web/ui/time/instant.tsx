import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { instantText, offsetText } from './instant-text.ts';
import { useNow } from './now.ts';
import { spanOf } from './relative.ts';
import { useZone } from './zone.ts';

/** An instant as people say it, with the exact one on hover: "3 minutes ago". */
export function Instant({ at }: { readonly at: string }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const atMs = Date.parse(at);
  const { unit, count } = spanOf(now - atMs);
  const words = unit === 'second' && count < 5 ? t('time.now') : t(`time.${unit}`, { count });
  return (
    <ExactTooltip atMs={atMs}>
      <time dateTime={at}>{words}</time>
    </ExactTooltip>
  );
}

/** An instant to the second, in the zone that is shown. */
export function ExactInstant({ at }: { readonly at: string }) {
  const atMs = Date.parse(at);
  return (
    <ExactTooltip atMs={atMs}>
      <time className="mono" dateTime={at}>
        {instantText(atMs, useZone())}
      </time>
    </ExactTooltip>
  );
}

function ExactTooltip({
  atMs,
  children,
}: {
  readonly atMs: number;
  readonly children: React.ReactElement;
}) {
  const zone = useZone();
  return (
    <Tooltip label={`${instantText(atMs, zone)} ${zone} (${offsetText(atMs, zone)})`}>
      {children}
    </Tooltip>
  );
}
