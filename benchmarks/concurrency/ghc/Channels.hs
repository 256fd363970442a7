{-# LANGUAGE BangPatterns #-}
-- | Messages between threads.
module Channels (chanUnbuffered, chanSpsc, chanMpmc) where

import Control.Concurrent
import Control.Concurrent.STM
import Control.Monad
import Numeric.Natural (Natural)

import Harness

chanUnbuffered :: Int -> IO ()
chanUnbuffered count = do
  there <- newEmptyMVar
  back <- newEmptyMVar
  _ <- forkIO $ forever $ do
    number <- takeMVar there
    putMVar back $! number + 1
  let loop !i !sum_
        | i == count = return sum_
        | otherwise = do
            putMVar there i
            number <- takeMVar back
            loop (i + 1) (sum_ + number)
  watch <- begin
  sum_ <- loop 0 0
  time <- end watch
  require (sum_ == count * (count + 1) `div` 2) "sum"
  report "time" count time

send :: TBQueue (Maybe Int) -> Int -> IO ()
send queue count = forM_ [0 .. count - 1] $ \i -> atomically $ writeTBQueue queue $! Just i

-- | The sum of what comes before Nothing, which stands for the channel's close.
receive :: TBQueue (Maybe Int) -> IO Int
receive queue = loop 0
  where
    loop !sum_ = do
      element <- atomically $ readTBQueue queue
      case element of
        Just i -> loop (sum_ + i)
        Nothing -> return sum_

chanSpsc :: Natural -> Int -> IO ()
chanSpsc capacity = between 1 capacity

chanMpmc :: Natural -> Int -> IO ()
chanMpmc capacity = between 4 capacity

-- | So many send, and so many receive.
between :: Int -> Natural -> Int -> IO ()
between threads capacity count = do
  let each = count `div` threads
  queue <- newTBQueueIO capacity
  sent <- newEmptyMVar
  received <- newEmptyMVar
  watch <- begin
  replicateM_ threads $ do
    _ <- forkIO $ send queue each >> putMVar sent ()
    forkIO $ receive queue >>= \sum_ -> putMVar received $! sum_
  replicateM_ threads $ takeMVar sent
  replicateM_ threads $ atomically $ writeTBQueue queue Nothing
  sums <- replicateM threads $ takeMVar received
  time <- end watch
  require (sum sums == threads * (each * (each - 1) `div` 2)) "sum"
  report "time" (threads * each) time
