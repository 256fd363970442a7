-- | A tree of threads, ten below each.
module Skynet (skynet) where

import Control.Concurrent
import Control.Monad

import Harness

node :: MVar Int -> Int -> Int -> IO ()
node up first 1 = putMVar up $! first
node up first leaves = do
  results <- newEmptyMVar
  let each = leaves `div` 10
  forM_ [0 .. 9] $ \i -> do
    let start = first + i * each
    start `seq` forkIO (node results start each)
  sums <- replicateM 10 $ takeMVar results
  putMVar up $! sum sums

skynet :: Int -> IO ()
skynet count = do
  results <- newEmptyMVar
  watch <- begin
  _ <- forkIO $ node results 0 count
  sum_ <- takeMVar results
  time <- end watch
  require (sum_ == count * (count - 1) `div` 2) "sum"
  report "time" 1 time
