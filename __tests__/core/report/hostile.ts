// What somebody may write into a manifest to get something of their own into a report.

export const HOSTILE: readonly string[] = [
  '@team please approve',
  'a | b | c',
  '<script>alert(1)</script>',
  '</code><img src=x onerror=alert(1)>',
  '`rm -rf`',
  '``` fence',
  '![x](https://evil.example/pixel.png)',
  '[click](javascript:alert(1))',
  'https://evil.example www.evil.example',
  '::error::forged',
  '##[error]forged',
  'line\nbreak\r\n::set-output name=verdict::pass',
  '\u001b[2J\u001b]0;title\u0007',
  '\u202etxt.exe',
  '**bold** _em_ ~~gone~~ # head',
  '&lt;b&gt; &amp;',
  '#1 GH-1 acme/shop#2',
  '\\',
  '-->',
  '</pre>',
  '</details>'
]

/** Markdown that holds more than text and our own tags; empty when all is well. */
export function alive(markdown: string): readonly string[] {
  const own = /<\/?(?:code|pre|br|sub|details|summary)>/g
  const text = markdown.replace(own, '').replaceAll('\n', ' ')
  const suspects = [/</, /@[A-Za-z]/, /!\[/, /\]\(/, /https?:\/\//, /www\./, /`/, /[\p{Cc}\u202e]/u, /javascript:/]
  return suspects.filter((suspect) => suspect.test(text)).map((suspect) => String(suspect))
}
