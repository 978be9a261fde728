import { Anchor, Group } from '@mantine/core';
import type { PanelLink } from '../../../../../dashboards/model/panel.ts';
import { safeUrl } from '../../../../../dashboards/panels/safe-url.ts';

/** The links of a dashboard, those that may be followed. */
export function BoardLinks({ links }: { readonly links: readonly PanelLink[] }) {
  const safe = links.flatMap((link) => {
    const url = safeUrl(link.url);
    return url === null ? [] : [{ ...link, url }];
  });
  if (safe.length === 0) return null;
  return (
    <Group gap="sm" mb="xs">
      {safe.map(({ title, url, opensNewTab }) => (
        <Anchor
          key={`${title} ${url}`}
          size="sm"
          href={url}
          {...(opensNewTab ? { target: '_blank', rel: 'noreferrer noopener' } : {})}
        >
          {title === '' ? url : title}
        </Anchor>
      ))}
    </Group>
  );
}
