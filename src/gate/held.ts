// Renders in memory: those asked for of late; the others are put away and read again when they are asked for.

import type { Render } from '../core/model/render.ts'
import { decodeRender, encodeRender } from '../core/render/kept-render.ts'
import type { OutputStore } from './trees.ts'

export type Held = {
  /** `size`: of the text that it was read from, UTF-16 units. */
  readonly put: (key: string, render: Render, size: number) => void
  /** What was put under the key; throws where it was put away and is lost. */
  readonly get: (key: string) => Render
}

/** As resources a text takes about ten times its size, so this is some 20 MB. */
const MOST_UNITS = 2 * 2 ** 20

/** Starts empty. `most`: how much is held, UTF-16 units of text; the newest is held whatever its size. */
export function createHeld(store: OutputStore, most: number = MOST_UNITS): Held {
  const held = new Map<string, { readonly render: Render; readonly size: number }>()
  const away = new Set<string>()
  let units = 0

  const hold = (key: string, render: Render, size: number): void => {
    units += size - (held.get(key)?.size ?? 0)
    held.delete(key)
    held.set(key, { render, size })
    for (const [oldest, entry] of held) {
      if (units <= most || oldest === key) return
      held.delete(oldest)
      units -= entry.size
      if (!away.has(oldest)) store.write(oldest, encodeRender(entry.render))
      away.add(oldest)
    }
  }

  const get = (key: string): Render => {
    const found = held.get(key)
    if (found !== undefined) {
      held.delete(key)
      held.set(key, found)
      return found.render
    }
    const text = store.read(key)
    const render = text === null ? null : decodeRender(text)
    if (text === null || render === null) throw new Error(`the render ${key} was put away and is lost`)
    hold(key, render, text.length)
    return render
  }

  const put = (key: string, render: Render, size: number): void => {
    // What was put away under this key is another render by now.
    away.delete(key)
    hold(key, render, size)
  }
  return { put, get }
}
