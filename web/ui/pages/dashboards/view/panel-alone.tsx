import { Button } from '@mantine/core';
import { useHotkeys, useViewportSize } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { PanelContext } from '../../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../../dashboards/queries/repeat-panels.ts';
import { useChangeSearch } from '../../../scope/use-place.ts';
import { BoardPanel } from '../board-panel.tsx';
import { panelWithKey } from '../board-sections.ts';

/** Which panel of a dashboard the address shows alone, by its key on the page. */
const PARAMETER = 'panel';

/** The panel that is shown alone, if one is, and the ways there and back. */
export function usePanelAlone(placed: readonly PlacedPanel[]) {
  const [search] = useSearchParams();
  const change = useChangeSearch();
  const key = search.get(PARAMETER);
  const [isAsked, setAsked] = useState(false);
  return {
    alone: key === null ? undefined : panelWithKey(placed, key),
    /** Not by an address that was opened: then the page begins where pages begin. */
    isAsked,
    show: (one: PlacedPanel) => {
      setAsked(true);
      change({ [PARAMETER]: one.key }, 'push');
    },
    close: () => change({ [PARAMETER]: undefined }, 'push'),
  };
}

/** What stands above a panel, and a little room below it. */
const BESIDE_PX = 260;
const LEAST_PX = 320;
/** What takes Escape for itself. */
const OPEN = '[role="menu"], [role="dialog"], [role="listbox"]';

/** One panel of a dashboard in the room of all. */
export function PanelAlone({
  placed,
  context,
  version,
  actions,
  takesFocus,
  onClose,
}: {
  readonly placed: PlacedPanel;
  readonly context: Omit<PanelContext, 'variables'>;
  readonly version: string;
  readonly actions: ReactNode;
  /** The menu that had it is gone with the other panels. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { height } = useViewportSize();
  const back = useRef<HTMLButtonElement>(null);
  const takeFocus = useEffectEvent(() => {
    if (takesFocus) back.current?.focus();
  });
  useEffect(() => takeFocus(), []);
  useHotkeys([
    [
      'Escape',
      () => {
        const open = [...document.querySelectorAll(OPEN)];
        if (!open.some((one) => one.checkVisibility())) onClose();
      },
      { preventDefault: false },
    ],
  ]);
  return (
    <>
      <Button
        ref={back}
        size="compact-sm"
        variant="subtle"
        mb={4}
        style={{ alignSelf: 'start' }}
        leftSection={<IconArrowLeft size={14} />}
        onClick={onClose}
      >
        {t('boards.panel.back')}
      </Button>
      <BoardPanel
        placed={placed}
        context={context}
        version={version}
        heightPx={Math.max(LEAST_PX, height - BESIDE_PX)}
        actions={actions}
      />
    </>
  );
}
