// Uploads the file argv[3] to argv[2] with tus-js-client and prints what the
// last answer names. The client's own retries carry it over broken connections.
import { createReadStream, statSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import * as tus from 'tus-js-client'

const [, , endpoint, file, mode] = process.argv
const headers = { 'X-User': 'ann' }
let item = ''
// Of a file the client knows the length; of a stream it learns it at the end.
const stream = createReadStream(file)
const source = mode === 'deferred' ? stream.pipe(new PassThrough()) : stream
const upload = new tus.Upload(source, {
  endpoint,
  headers,
  chunkSize: 300_000,
  retryDelays: Array(200).fill(1),
  uploadSize: mode === 'deferred' ? null : statSync(file).size,
  uploadLengthDeferred: mode === 'deferred',
  uploadDataDuringCreation: mode === 'creation',
  overridePatchMethod: mode === 'override',
  metadata: { filename: 'Pier – dusk.bin', filetype: 'application/x-pier' },
  onAfterResponse: (_, res) => { item = res.getHeader('X-Mediasock-Item') || item },
  onError: (err) => { console.error(String(err)); process.exit(1) },
  onSuccess: async () => {
    console.log(item)
    if (mode === 'terminate') await tus.Upload.terminate(upload.url, { headers })
  },
})
upload.start()
