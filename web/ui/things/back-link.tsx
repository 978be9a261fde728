import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLinkTo } from '../scope/use-place.ts';

/** Above the title of a page: the way back to the list, e.g. `/rules`. */
export function BackLink({
  list,
  children,
}: {
  readonly list: string;
  readonly children: ReactNode;
}) {
  const linkTo = useLinkTo();
  return (
    <Anchor component={Link} to={linkTo(list)} size="xs">
      {children}
    </Anchor>
  );
}
