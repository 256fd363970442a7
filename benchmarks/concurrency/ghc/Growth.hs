{-# LANGUAGE BangPatterns #-}
-- | Deep recursion.  A thread's stack is a list of chunks: the first has 1 KB,
-- the others 32 KB, and who returns out of one leaves it to the collector.  So a
-- recursion that is done once more goes to new chunks again, and what is
-- subtracted is as many calls within one chunk.
module Growth (growth) where

import Control.Concurrent
import Control.Monad

import Harness

-- | `levels` more than `here`.  A frame has 104 bytes: its return address and
-- twelve numbers that are used when the call returns.
down :: Int -> Int -> IO Int
down = frame 0 0 0 0 0 0 0 0 0 0 0 0

frame :: Int -> Int -> Int -> Int -> Int -> Int -> Int -> Int -> Int -> Int -> Int -> Int
  -> Int -> Int -> IO Int
frame !a !b !c !d !e !f !g !h !i !j !k !l !levels !here
  | levels == 0 = return here
  | otherwise = do
      below <- frame b c d e f g h i j k l (a + here - 1) (levels - 1) here
      return $! below + 1 + (a - b) + (c - d) + (e - f) + (g - h) + (i - j) + (k - l)
{-# NOINLINE frame #-}

-- | Runs in a chunk of 32 KB that is nearly empty.
inAChunk :: Int -> IO a -> IO a
inAChunk 0 action = action
inAChunk levels action = do
  result <- inAChunk (levels - 1) action
  yield
  return result
{-# NOINLINE inAChunk #-}

timed :: IO Int -> Int -> IO Stopwatch
timed action expected = do
  watch <- begin
  sum_ <- action
  time <- end watch
  require (sum_ == expected) "sum of the frames"
  return time

growth :: Int -> Int -> IO ()
growth size count = do
  let levels = size `div` 10 * 9 `div` 120
      shallow = 200
      within !left !sum_
        | left == 0 = return sum_
        | otherwise = do
            let some = min left shallow
            result <- down some 1
            within (left - some) (sum_ + result - 1)
  pairs <- replicateM count $ do
    result <- newEmptyMVar
    _ <- forkIO $ do
      cold <- timed (down levels 1) (levels + 1)
      warm <- inAChunk 100 $ timed (within levels 0) levels
      putMVar result (cold, warm)
    takeMVar result
  reportDifference "time" (count * levels) pairs
