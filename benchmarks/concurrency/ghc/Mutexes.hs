-- | An MVar with what it protects in it.
module Mutexes (mutexUncontended, mutexContended) where

import Control.Concurrent
import Control.Monad

import Harness

mutexUncontended :: Int -> IO ()
mutexUncontended count = do
  counter <- newMVar (0 :: Int)
  watch <- begin
  replicateM_ count $ modifyMVar_ counter $ \n -> return $! n + 1
  time <- end watch
  sum_ <- takeMVar counter
  require (sum_ == count) "counter"
  report "time" count time

mutexContended :: Int -> IO ()
mutexContended count = do
  let each = count `div` threads
  counter <- newMVar (0 :: Int)
  done <- newEmptyMVar
  watch <- begin
  replicateM_ threads $ forkIO $ do
    replicateM_ each $ modifyMVar_ counter $ \n -> yield >> (return $! n + 1)
    putMVar done ()
  replicateM_ threads $ takeMVar done
  time <- end watch
  sum_ <- takeMVar counter
  require (sum_ == threads * each) "counter"
  report "time" sum_ time
  where threads = 4
