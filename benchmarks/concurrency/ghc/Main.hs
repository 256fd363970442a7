-- | The same works as in ../pagurus, as Haskell is written: threads are
-- forkIO's, an MVar is a channel without a buffer, a mutex and what one waits
-- for; a channel with one is STM's TBQueue.
module Main (main) where

import Channels
import Growth
import Harness (runWork)
import Mutexes
import Parked
import Skynet
import Threads
import Timers

main :: IO ()
main = runWork
  [ ("switch_2", switchAmong 2)
  , ("switch_1000", switchAmong 1000)
  , ("switch_100k", switchAmong 100000)
  , ("create_join", createJoin)
  , ("create_batch", createBatch)
  , ("waitgroup_10k", fanOutAndIn 10000)
  , ("chan_unbuffered", chanUnbuffered)
  , ("chan_spsc_128", chanSpsc 128)
  , ("chan_mpmc_128", chanMpmc 128)
  , ("mutex_uncontended", mutexUncontended)
  , ("mutex_contended", mutexContended)
  , ("skynet", skynet)
  , ("parked", parked)
  , ("timers", timers)
  , ("growth_100B_64KB", growth (64 * kb))
  , ("growth_100B_1MB", growth (1024 * kb))
  , ("growth_100B_64MB", growth (65536 * kb))
  ]
  where kb = 1024
